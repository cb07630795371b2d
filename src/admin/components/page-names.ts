/** Pages of the menu, by their place in it. */
export const menu = [
  {
    title: "Watch",
    pages: [
      { name: "overview", title: "Overview", path: "/" },
      { name: "requests", title: "Requests", path: "/requests" },
      { name: "test", title: "Test", path: "/test" },
    ],
  },
  {
    title: "Set up",
    pages: [
      { name: "providers", title: "Providers", path: "/providers" },
      { name: "accounts", title: "Accounts", path: "/accounts" },
      { name: "models", title: "Models", path: "/models" },
      { name: "router", title: "Router", path: "/router" },
    ],
  },
  { title: "ccm", pages: [{ name: "settings", title: "Settings", path: "/settings" }] },
] as const;

export type PageName = (typeof menu)[number]["pages"][number]["name"];
