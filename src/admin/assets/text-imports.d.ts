/** Files that are embedded as they are, by `with { type: "text" }`. */
declare module "*.css" {
  const text: string;
  export default text;
}

declare module "*/script.js" {
  const text: string;
  export default text;
}
