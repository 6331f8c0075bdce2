// Fixed ids, so that links and example operations work on every installation that has the demo.
export const DEMO_PLAN_ID = 'plan_01k8000000e008002ymwrqw001';
export const DEMO_SHOW_ID = 'show_01k8000000e008002ymwrqw002';
