/**
 * What Helm hands to every template beside the values: its built-in objects, and the keywords of the template language,
 * in our own words. Helm 3.22.
 */

/** A member of a built-in object. */
export interface HelmObject {
  /** Such as `Release.Name`. */
  readonly path: string
  readonly type: string
  readonly text: string
  /** How it is called, for a method. */
  readonly call?: string
}

/** `path type: text`, a method with its arguments behind the path. */
const table = `
Values map: What the chart's values say, after the values files and parameters of the release are laid over them.
Release map: What is installed: its name, its namespace, whether it is an upgrade.
Release.Name string: The release's name, as \`helm install NAME\` or Argo CD gives it.
Release.Namespace string: The namespace that it is installed to.
Release.Service string: What renders it: always \`Helm\`.
Release.IsInstall bool: Whether it is installed for the first time. Always true for \`helm template\` (but with \`--is-upgrade\`) and Argo CD.
Release.IsUpgrade bool: Whether it is an upgrade or a rollback. Always false for \`helm template\` and Argo CD.
Release.Revision int: 1 at first, one more with each upgrade. Always 1 for \`helm template\` and Argo CD.
Chart map: What \`Chart.yaml\` says; its keys begin with a capital here.
Chart.Name string: The chart's name; of a subchart that is taken in under an alias, the alias.
Chart.Version string: The chart's own version. A \`+\` in it has to be replaced for a label.
Chart.AppVersion string: The version of the program that the chart deploys, mostly the default of the image's tag.
Chart.APIVersion string: \`v2\`, or \`v1\` for a chart that Helm 2 could install.
Chart.Description string: One sentence on the chart.
Chart.Type string: \`application\`, or \`library\` for a chart of helpers.
Chart.KubeVersion string: The versions of Kubernetes that the chart says it needs.
Chart.Home string: The project's home page.
Chart.Icon string: Address of an icon.
Chart.Deprecated bool: Whether the chart is deprecated.
Chart.Sources list: Addresses of sources.
Chart.Keywords list: Words to search by.
Chart.Maintainers list: Who maintains the chart, with name, email and URL.
Chart.Annotations map: Annotations of \`Chart.yaml\`.
Chart.Dependencies list: The dependencies of \`Chart.yaml\`.
Chart.Condition string: The condition of a dependency.
Chart.Tags string: The tags of a dependency.
Chart.IsRoot bool: Whether it is the chart itself and no subchart. It is called without an argument.
Subcharts map: The root objects of the subcharts by name: their values, their chart, as their own templates see them.
Files object: The chart's other files: those that are no templates and that \`.helmignore\` does not leave out.
Files.Get(path) string: A file's text, an empty text where there is none.
Files.GetBytes(path) bytes: A file's bytes, for \`b64enc\` of what is no text.
Files.Glob(pattern) object: The files that fit a pattern, to \`range\` over as path and bytes.
Files.Lines(path) list: A file's lines.
Files.AsConfig() string: All files as YAML for the data of a ConfigMap, by their names without folders.
Files.AsSecrets() string: All files as YAML for the data of a Secret, in Base64, by their names without folders.
Capabilities object: What the cluster is said to be able to do. \`helm template\` asks no cluster: it takes what Helm was built with, \`--kube-version\` and \`--api-versions\`.
Capabilities.APIVersions list: API versions and kinds of the cluster.
Capabilities.APIVersions.Has(version) bool: Whether the cluster has an API version (\`policy/v1\`) or a kind in one (\`apps/v1/Deployment\`).
Capabilities.KubeVersion object: The version of Kubernetes, in parts.
Capabilities.KubeVersion.Version string: The version of Kubernetes with its \`v\`, such as \`v1.33.1\`. Providers append theirs (\`-gke.100\`), which \`semverCompare\` takes for a pre-release.
Capabilities.KubeVersion.Major string: The major version.
Capabilities.KubeVersion.Minor string: The minor version, a text.
Capabilities.KubeVersion.GitVersion string: The old name of \`.Version\`.
Capabilities.HelmVersion object: The version of Helm.
Capabilities.HelmVersion.Version string: The version of Helm with its \`v\`.
Capabilities.HelmVersion.GitCommit string: The commit that Helm was built from.
Capabilities.HelmVersion.GitTreeState string: Whether it was built from a changed tree.
Capabilities.HelmVersion.GoVersion string: The version of Go that Helm was built with.
Template object: The template file that is being rendered. In a helper it is the file that calls it.
Template.Name string: Its path, chart first: \`loki/templates/service.yaml\`.
Template.BasePath string: Its \`templates\` folder, chart first. For a checksum annotation: \`include (print $.Template.BasePath "/config.yaml") . | sha256sum\`.
`

const objects: ReadonlyMap<string, HelmObject> = new Map(
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, path = '', args, type = '', text = ''] = /^([\w.]+)(\([^)]*\))? (\w+): (.*)$/.exec(line) ?? []
      return [[path, { path, type, text, ...(args !== undefined && { call: `${path}${args}` }) }]]
    }),
)

/** The object or member at a path such as `Release.Name`. */
export function helmObject(path: string): HelmObject | undefined {
  return objects.get(path)
}

/** The members directly below an object; with an empty path the objects themselves. */
export function helmObjectsBelow(path: string): readonly HelmObject[] {
  const start = path === '' ? '' : `${path}.`
  return [...objects.values()].filter(
    (each) => each.path.startsWith(start) && !each.path.slice(start.length).includes('.'),
  )
}

/** Helm's page on its objects. */
export const helmObjectsPage = 'https://helm.sh/docs/chart_template_guide/builtin_objects/'

const control = 'https://helm.sh/docs/chart_template_guide/control_structures/'
const named = 'https://helm.sh/docs/chart_template_guide/named_templates/'

/** A keyword: how it is written, what it does, Helm's page. */
export interface HelmKeyword {
  readonly form: string
  readonly text: string
  readonly page: string
}

const keywords: Readonly<Record<string, HelmKeyword>> = {
  if: {
    form: '{{ if CONDITION }} … {{ else if OTHER }} … {{ else }} … {{ end }}',
    text: 'What stands inside is printed where the condition is not empty: not `false`, 0, an empty text, list or map, or nothing. The dot stays what it is.',
    page: `${control}#ifelse`,
  },
  else: {
    form: '{{ else }}',
    text: 'What is printed where the condition above is empty; of a `range`, where there is nothing to go over. The dot is what it is outside of the block.',
    page: `${control}#ifelse`,
  },
  'else if': {
    form: '{{ else if CONDITION }}',
    text: 'A further condition, where those above are empty.',
    page: `${control}#ifelse`,
  },
  'else with': {
    form: '{{ else with VALUE }}',
    text: 'A further value, where those above are empty. The dot inside is that value.',
    page: `${control}#modifying-scope-using-with`,
  },
  end: {
    form: '{{ end }}',
    text: 'Ends the innermost `if`, `with`, `range`, `define` or `block`.',
    page: control,
  },
  with: {
    form: '{{ with VALUE }} … {{ else }} … {{ end }}',
    text: 'What stands inside is printed where the value is not empty, and there **the dot is that value**: `.Values` and `.Release` are reached by `$` only.',
    page: `${control}#modifying-scope-using-with`,
  },
  range: {
    form: '{{ range $key, $value := COLLECTION }} … {{ else }} … {{ end }}',
    text: 'Repeats what stands inside for each element of a list or map (by its keys in order), and there **the dot is the element**: `.Values` and `.Release` are reached by `$` only. One variable is the element, two are index or key and element.',
    page: `${control}#looping-with-the-range-action`,
  },
  define: {
    form: '{{ define "NAME" }} … {{ end }}',
    text: 'A named template for `include` and `template`. It prints nothing here. Inside, dot and `$` are what the caller hands over. Names are shared by all charts of a release: of two with one name, the one that is read last is used by all.',
    page: `${named}#declaring-and-using-templates-with-define-and-template`,
  },
  template: {
    form: '{{ template "NAME" VALUE }}',
    text: 'Prints a named template here. What it prints can not be piped on: `include` can, and is mostly what is meant.',
    page: `${named}#the-include-function`,
  },
  block: {
    form: '{{ block "NAME" VALUE }} … {{ end }}',
    text: 'Defines a named template and prints it here. Another definition of the name replaces it, so charts rather use `define` and `include`.',
    page: `${named}#declaring-and-using-templates-with-define-and-template`,
  },
  break: {
    form: '{{ break }}',
    text: 'Ends the innermost `range`.',
    page: `${control}#looping-with-the-range-action`,
  },
  continue: {
    form: '{{ continue }}',
    text: 'Goes on with the next element of the innermost `range`.',
    page: `${control}#looping-with-the-range-action`,
  },
}

/** What a keyword does; `else if` and `else with` are keywords of their own. */
export function helmKeyword(word: string): HelmKeyword | undefined {
  return Object.hasOwn(keywords, word) ? keywords[word] : undefined
}

/** Every keyword that begins a tag. */
export function helmKeywords(): readonly string[] {
  return Object.keys(keywords)
}
