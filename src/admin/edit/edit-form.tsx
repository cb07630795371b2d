import type { PropsWithChildren } from "hono/jsx";
import { Form } from "../components/form.tsx";

interface EditFormProps {
  readonly action: string;
  /** Of the file that the form's values were read from. */
  readonly revision: string;
  readonly class?: string;
  readonly id?: string;
  readonly label?: string;
}

/** A form that changes the config file, and knows which file it was made from. */
export function EditForm({ revision, children, ...form }: PropsWithChildren<EditFormProps>) {
  return (
    <Form {...form}>
      {children}
      <input type="hidden" name="revision" value={revision} />
    </Form>
  );
}
