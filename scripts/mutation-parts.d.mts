export declare const PARTS: Readonly<Record<string, { mutate: string[]; tests: string[] }>>;
export declare function chosenPart(): { mutate: string[]; tests: string[] };
