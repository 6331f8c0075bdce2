import { computed, ref } from 'vue';

const hash = ref(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** `#/shows/show_…` is `{ page: 'shows', id: 'show_…' }`. A real shop has a router. */
export const route = computed(() => {
  const [page, id] = hash.value.split('/').slice(1);
  return { page: page || 'shows', id };
});

export function goTo(path: string): void {
  location.hash = path;
}
