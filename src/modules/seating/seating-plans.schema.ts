import { builder, callerOf } from '../../schema/builder.ts';
import { resolveIdConnection } from '../../schema/id-connection.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { TOTAL_COUNT, totalCountOf } from '../../schema/total-count.ts';
import { SeatingPlanRef } from './seating.schema.ts';

builder.queryField('seatingPlans', (t) =>
  t.connection(
    {
      type: SeatingPlanRef,
      nullable: true,
      description:
        'All seating plans, newest first; 20 to a page by default. Each organiser may make shows on any of them. For organisers only.',
      authScopes: { organiser: true },
      extensions: READS_DATABASE,
      resolve: async (_root, args, context) => {
        const { seating } = context.services;
        const caller = callerOf(context);
        const page = await resolveIdConnection('plan', args, (part) => seating.listPlans(caller, part));
        return { ...page, count: (max: number) => seating.countPlans(caller, max) };
      },
    },
    {
      name: 'SeatingPlanConnection',
      description: 'One page of seating plans.',
      fields: (t) => ({
        totalCount: t.int({
          ...TOTAL_COUNT,
          resolve: (page, _args, { principal }) => totalCountOf(page, principal),
        }),
      }),
    },
    { name: 'SeatingPlanEdge', description: 'One seating plan of a page.' },
  ),
);
