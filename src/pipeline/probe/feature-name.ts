/** What a client may want of a model, in the order it is shown. */
export const featureNames = ["streaming", "tools", "parallel_tools", "thinking", "images", "pdf"] as const;
export type FeatureName = (typeof featureNames)[number];
