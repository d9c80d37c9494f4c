// English stands in the code, already compiled: the browser needs neither a parser nor an English catalog, and a string that is not
// yet translated reads in English.
import type { NodePath, PluginObj, types } from '@babel/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';

/** A Babel plugin that runs behind Lingui's macro. */
export default function compileWords({ types: t }: { types: typeof types }): PluginObj {
  const part = (node: types.ObjectExpression, name: string): types.ObjectProperty | undefined =>
    node.properties.find((one): one is types.ObjectProperty => t.isObjectProperty(one) && !one.computed && (t.isIdentifier(one.key, { name }) || t.isStringLiteral(one.key, { value: name })));
  return {
    name: 'compile-words',
    visitor: {
      Program: {
        exit(program: NodePath<types.Program>) {
          program.traverse({
            ObjectExpression({ node }) {
              const id = part(node, 'id')?.value;
              const message = part(node, 'message');
              if (t.isStringLiteral(id) && /^[\w+/-]{6}$/.test(id.value) && t.isStringLiteral(message?.value)) message.value = t.valueToNode(JSON.parse(JSON.stringify(compileMessage(message.value.value))));
            },
          });
        },
      },
    },
  };
}
