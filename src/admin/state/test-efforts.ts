/** Levels of reasoning effort that a client can ask for. */
export const efforts = ["low", "medium", "high", "xhigh", "max"] as const;
