import './tickets.schema.ts';
