/** How what is sold at the box office is paid, as payments name their provider. Nobody can be asked about such a payment. */
export const DOOR_PROVIDERS = ['cash', 'card_terminal'] as const;

export type DoorProvider = (typeof DOOR_PROVIDERS)[number];

/** Whether the money came at the box office: what of it goes back, its organiser hands over. */
export function isPaidAtDoor(provider: string): boolean {
  return DOOR_PROVIDERS.some((known) => known === provider);
}
