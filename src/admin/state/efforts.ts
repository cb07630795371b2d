/** Levels of reasoning effort that a client can ask for, the lowest first. */
export const efforts = ["low", "medium", "high", "xhigh", "max"] as const;
