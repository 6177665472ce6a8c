// What is asked to learn the schema of a GraphQL server (GraphQL specification, section 4). Types of up to eight layers.

const layer = (depth: number): string => (depth === 0 ? '' : ` ofType { kind name${layer(depth - 1)} }`);

export const INTROSPECTION = `query Introspection {
  __schema {
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    types { ...Type }
    directives { name description locations args { ...Input } }
  }
}
fragment Type on __Type {
  kind name description
  fields(includeDeprecated: true) {
    name description args { ...Input } type { ...Reference } isDeprecated deprecationReason
  }
  inputFields { ...Input }
  interfaces { ...Reference }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...Reference }
}
fragment Input on __InputValue { name description type { ...Reference } defaultValue }
fragment Reference on __Type { kind name${layer(8)} }`;
