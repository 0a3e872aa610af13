/**
 * Marks that other programs' template languages leave where neither YAML nor Alloy has a use for them: Ansible and
 * Salt (`{% if … %}`), Terraform (`%{ if … }`), consul-template and Go programs (`{{ … }}` as a whole value), ERB,
 * nomad-pack, envsubst. A text with such a mark is not what a program reads, so its faults are not known. Nothing is
 * parsed here.
 */

/** Statements: in no language that is checked here do these stand outside quotes. */
const statement = /\{%[-+~]?\s.*%\}|%\{\s*~?\s*(?:if|for|else|endif|endfor)\b|<%[-=]?\s.*%>/

/** An action where a value or a line begins. `{{` before a quote or a brace is a slip of the pen, not an action. */
const action =
  /(?:^|[=:\-[(,]\s)\s*(?:\{\{-?\s*[\w.$(/*][^{}]*\}\}|\{\{-?\s*[\w.$(/*][^{}]*$|\[\[-?\s*[a-z.$][^\]]*\]\])/

/** A line that a variable makes, and a placeholder that a program's `format` fills. */
const variable = /^\s*\$\{\w+\}\s*$|^\s*(?:- )*[\w.-]+:\s+\{\w+\}[^\s,}"')]/

/** Whether a line carries a template language's mark. */
export function hasTemplateMark(line: string): boolean {
  return statement.test(line) || action.test(line) || variable.test(line)
}
