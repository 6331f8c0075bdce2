/** Whether the money came at the box office: what of it goes back, its organiser hands over. */
export function isPaidAtDoor({ provider }: { provider: string }): boolean {
  return provider === 'cash' || provider === 'card_terminal';
}
