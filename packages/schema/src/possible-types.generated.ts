// Made by `npm run codegen` from schema.graphql.

/** Of each interface and union the object types that it may be, as Apollo Client's `InMemoryCache` takes it. */
export const possibleTypes: Record<string, string[]> = {
  "ApplyBookingChangeResult": [
    "ApplyBookingChangeSuccess",
    "BookingNotChangeableError",
    "BookingNotPayableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "PaymentDeclinedError",
    "PaymentInProgressError",
    "QuoteNotUsableError",
    "RefundNotPossibleError",
    "ServiceUnavailableError"
  ],
  "ApplyCodeResult": [
    "ApplyCodeSuccess",
    "CodeNotApplicableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "LockNotActiveError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "BlockSeatsResult": [
    "BlockSeatsSuccess",
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "SeatsUnavailableError",
    "ServiceUnavailableError"
  ],
  "CancelBookingResult": [
    "BookingNotCancellableError",
    "CancelBookingSuccess",
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "CancelShowResult": [
    "CancelShowSuccess",
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "CloseShowResult": [
    "CloseShowSuccess",
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "CreateAllotmentResult": [
    "CreateAllotmentSuccess",
    "IdempotencyConflictError",
    "IllegalStateError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "SeatsUnavailableError",
    "ServiceUnavailableError"
  ],
  "CreateBookingResult": [
    "CodeNotApplicableError",
    "CreateBookingSuccess",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "LockNotActiveError",
    "NotFoundError",
    "ServiceUnavailableError",
    "ShowNotOnSaleError"
  ],
  "CreateCodeResult": [
    "CreateCodeSuccess",
    "IdempotencyConflictError",
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "CreateShowResult": [
    "CreateShowSuccess",
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "DuplicateShowResult": [
    "DuplicateShowSuccess",
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "EndCodeResult": [
    "EndCodeSuccess",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "Error": [
    "BookingNotCancellableError",
    "BookingNotChangeableError",
    "BookingNotPayableError",
    "CodeNotApplicableError",
    "IdempotencyConflictError",
    "IllegalStateError",
    "InvalidInputError",
    "LimitExceededError",
    "LockNotActiveError",
    "NotAdmittedError",
    "NotEnoughSeatsError",
    "NotFoundError",
    "NotificationNotResendableError",
    "OrphanSeatsError",
    "PaymentDeclinedError",
    "PaymentInProgressError",
    "ProofRequiredError",
    "QuoteNotUsableError",
    "RefundNotPossibleError",
    "SeatsUnavailableError",
    "ServiceUnavailableError",
    "ShowNotOnSaleError"
  ],
  "ExtendLockResult": [
    "ExtendLockSuccess",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "LockNotActiveError",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "ImportSeatingPlanResult": [
    "IdempotencyConflictError",
    "ImportSeatingPlanSuccess",
    "InvalidInputError",
    "ServiceUnavailableError"
  ],
  "JoinWaitingRoomResult": [
    "IllegalStateError",
    "InvalidInputError",
    "JoinWaitingRoomSuccess",
    "LimitExceededError",
    "NotFoundError",
    "ProofRequiredError",
    "ServiceUnavailableError"
  ],
  "LeaveWaitingRoomResult": [
    "InvalidInputError",
    "LeaveWaitingRoomSuccess",
    "NotFoundError",
    "ServiceUnavailableError"
  ],
  "LockBestAvailableResult": [
    "CodeNotApplicableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "LockBestAvailableSuccess",
    "NotAdmittedError",
    "NotEnoughSeatsError",
    "NotFoundError",
    "ServiceUnavailableError",
    "ShowNotOnSaleError"
  ],
  "LockSeatsResult": [
    "CodeNotApplicableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "LockSeatsSuccess",
    "NotAdmittedError",
    "NotFoundError",
    "OrphanSeatsError",
    "SeatsUnavailableError",
    "ServiceUnavailableError",
    "ShowNotOnSaleError"
  ],
  "Node": [
    "Allotment",
    "Area",
    "Booking",
    "BookingChangeQuote",
    "Dispute",
    "Notification",
    "Payment",
    "PriceTier",
    "PromoCode",
    "Refund",
    "Seat",
    "SeatLock",
    "SeatingPlan",
    "Show",
    "Ticket",
    "TicketType",
    "Venue",
    "WaitingRoomEntry"
  ],
  "OpenAllotmentResult": [
    "CodeNotApplicableError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "OpenAllotmentSuccess",
    "ServiceUnavailableError"
  ],
  "PauseShowResult": [
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "PauseShowSuccess",
    "ServiceUnavailableError"
  ],
  "PayBookingResult": [
    "BookingNotPayableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "PayBookingSuccess",
    "PaymentDeclinedError",
    "PaymentInProgressError",
    "ServiceUnavailableError"
  ],
  "PublishShowResult": [
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "PublishShowSuccess",
    "ServiceUnavailableError"
  ],
  "QuoteBookingChangeResult": [
    "BookingNotChangeableError",
    "InvalidInputError",
    "LimitExceededError",
    "NotAdmittedError",
    "NotFoundError",
    "OrphanSeatsError",
    "QuoteBookingChangeSuccess",
    "RefundNotPossibleError",
    "SeatsUnavailableError",
    "ServiceUnavailableError",
    "ShowNotOnSaleError"
  ],
  "RefundBookingResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "RefundBookingSuccess",
    "RefundNotPossibleError",
    "ServiceUnavailableError"
  ],
  "ReleaseAllotmentResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "ReleaseAllotmentSuccess",
    "ServiceUnavailableError"
  ],
  "ReleaseLockResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "LockNotActiveError",
    "NotFoundError",
    "ReleaseLockSuccess",
    "ServiceUnavailableError"
  ],
  "ResendNotificationResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "NotificationNotResendableError",
    "ResendNotificationSuccess",
    "ServiceUnavailableError"
  ],
  "ResendTicketsResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "NotificationNotResendableError",
    "ResendTicketsSuccess",
    "ServiceUnavailableError"
  ],
  "RetryRefundResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "RefundNotPossibleError",
    "RetryRefundSuccess",
    "ServiceUnavailableError"
  ],
  "SeatMapEvent": [
    "SeatMapDelta",
    "SeatMapSnapshot"
  ],
  "SellAtBoxOfficeResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "SeatsUnavailableError",
    "SellAtBoxOfficeSuccess",
    "ServiceUnavailableError",
    "ShowNotOnSaleError"
  ],
  "SetWaitingRoomResult": [
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError",
    "SetWaitingRoomSuccess"
  ],
  "StartChangePaymentResult": [
    "BookingNotChangeableError",
    "BookingNotPayableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "PaymentDeclinedError",
    "PaymentInProgressError",
    "QuoteNotUsableError",
    "ServiceUnavailableError",
    "StartChangePaymentSuccess"
  ],
  "StartPaymentResult": [
    "BookingNotPayableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "PaymentDeclinedError",
    "PaymentInProgressError",
    "ServiceUnavailableError",
    "StartPaymentSuccess"
  ],
  "UnblockSeatsResult": [
    "IdempotencyConflictError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError",
    "UnblockSeatsSuccess"
  ],
  "UpdateAllotmentResult": [
    "IdempotencyConflictError",
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "SeatsUnavailableError",
    "ServiceUnavailableError",
    "UpdateAllotmentSuccess"
  ],
  "UpdateBookingCustomerResult": [
    "IllegalStateError",
    "InvalidInputError",
    "LimitExceededError",
    "NotFoundError",
    "ServiceUnavailableError",
    "UpdateBookingCustomerSuccess"
  ],
  "UpdateCodeResult": [
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError",
    "UpdateCodeSuccess"
  ],
  "UpdateLockResult": [
    "CodeNotApplicableError",
    "IdempotencyConflictError",
    "InvalidInputError",
    "LimitExceededError",
    "LockNotActiveError",
    "NotFoundError",
    "OrphanSeatsError",
    "SeatsUnavailableError",
    "ServiceUnavailableError",
    "ShowNotOnSaleError",
    "UpdateLockSuccess"
  ],
  "UpdateShowResult": [
    "IllegalStateError",
    "InvalidInputError",
    "NotFoundError",
    "ServiceUnavailableError",
    "UpdateShowSuccess"
  ]
};
