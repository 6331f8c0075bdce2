-- What is told of a refund of the sandbox.
reference, amount, currency, outcome, failure_code
