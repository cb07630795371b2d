import { menu, type PageName } from "./page-names.ts";
import { useShell } from "./shell.ts";
import { Status } from "./status.tsx";

function Logo() {
  return (
    <svg
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d="M8 2.5v17l7-4.5V7zM1.5 6.5H8M1.5 11H8M1.5 15.500H8M15 11h5.500" />
    </svg>
  );
}

/** A word or count beside an entry of the menu; an empty place where there is none. */
export function MenuCount({ page, count }: { readonly page: PageName; readonly count: string | undefined }) {
  return (
    <b id={`count-${page}`} hidden={count === undefined}>
      {count}
    </b>
  );
}

/** The menu; below a laptop's width a popover, which needs no script. */
export function Nav() {
  const { current, counts, uptime, address, version } = useShell();
  return (
    <header class="side">
      <a class="brand" href="/">
        <Logo />
        ccm
      </a>
      <button class="btn menu" type="button" popovertarget="nav">
        Menu
      </button>
      <nav class="nav" id="nav" popover="auto" aria-label="Pages">
        {menu.map(({ title, pages }) => (
          <>
            <p>{title}</p>
            {pages.map((page) => (
              <a href={page.path} {...(page.name === current && { "aria-current": "page" })}>
                {page.title} <MenuCount page={page.name} count={counts[page.name]} />
              </a>
            ))}
          </>
        ))}
      </nav>
      <div class="foot">
        <Status tone="ok">Running {uptime}</Status>
        <code>{address}</code>
        <span>ccm {version}</span>
      </div>
    </header>
  );
}
