import type { TypedPricing } from '../forms/typed-pricing.ts';
import type { FormContext } from './form-field.ts';

export interface PricingFieldsOptions extends FormContext {
  pricing: TypedPricing;
  onChange(pricing: TypedPricing): void;
  /** The colour of a category, as it is drawn. */
  colorOf(category: string): string;
}
