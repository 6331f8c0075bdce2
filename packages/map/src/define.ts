import { defineSeatwireMap } from './element/define-map.ts';

export * from './index.ts';

defineSeatwireMap();
