/** A part of the report. */
export interface Section {
  /** What it is, for the list that is printed. */
  readonly title: string;
  readonly text: string;
}
