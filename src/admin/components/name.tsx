/** What separates the parts of a long word, and how long a part may be before a line must be able to end in it. */
const parts = /[^/_.:@-]{1,12}[/_.:@-]?|[/_.:@-]/g;
const shortWord = 12;

/** Text of the user's or an upstream's making, whose words may be long: they wrap, and are never cut. */
export function Name({ children }: { readonly children: string }) {
  return (
    <>
      {children.split(/(?<=\s)/).map((word) =>
        word.length <= shortWord
          ? word
          : (word.match(parts) ?? []).map((part, index) => (
              <>
                {index > 0 && <wbr />}
                {part}
              </>
            )),
      )}
    </>
  );
}
