/**
 * Something that the operator must put right before the product can start. Its message is one clear line that begins
 * with the setting to change, where there is one; it is printed without a stack.
 */
export class StartupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartupError';
  }
}
