// Fixed ids, so that links, example operations and organisers' tokens work on every installation that has the demo.
export const DEMO_PLAN_ID = 'plan_01k8000000e008002ymwrqw001';
export const DEMO_SHOW_ID = 'show_01k8000000e008002ymwrqw002';
export const DEMO_ARENA_PLAN_ID = 'plan_01k8000000e008002ymwrqw003';
export const DEMO_CONCERT_ID = 'show_01k8000000e008002ymwrqw004';
export const DEMO_LATER_SHOW_ID = 'show_01k8000000e008002ymwrqw005';
/** The subject of the token that the embedded default prints, and of those that `npm run token` makes when it is told none. */
export const DEMO_ORGANISER_ID = 'organiser';
