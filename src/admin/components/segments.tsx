/** A few ways to look at the same page, as links; one is current. */
export function Segments(props: {
  readonly label: string;
  readonly current: string;
  readonly links: readonly { readonly name: string; readonly title: string; readonly href: string }[];
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls of a form, these are links
    <div class="seg" role="group" aria-label={props.label}>
      {props.links.map(({ name, title, href }) => (
        <a href={href} {...(name === props.current && { "aria-current": "true" })}>
          {title}
        </a>
      ))}
    </div>
  );
}
