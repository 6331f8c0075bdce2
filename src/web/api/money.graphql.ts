export const MONEY = /* GraphQL */ `fragment Money on Money { amount currency exponent }`;
