import urqlPlugin from '@urql/vue';
import { createApp } from 'vue';
import App from './App.vue';
import { urql } from './api/urql';
import './style.css';

createApp(App).use(urqlPlugin, urql).mount('#shop');
