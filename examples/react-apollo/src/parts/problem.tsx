interface ProblemProps {
  /** An answer: Seatwire's messages are for buyers. */
  refusal?: { readonly message: string } | null | undefined;
  /** No answer: its message is for developers. */
  error?: Error | null | undefined;
}

/** What has gone wrong, read out at once; nothing while all is well. */
export function Problem({ refusal, error }: ProblemProps) {
  const message = refusal?.message ?? (error && 'The box office does not answer. Please try again.');
  if (!message) return null;
  return (
    <p className="problem" role="alert">
      {message}
    </p>
  );
}
