using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TcpVet.Records;

/// <summary>
/// Packs long texts at compile time: of each property that is one raw literal in UTF-8 (<c>"""…"""u8</c>) the text goes into
/// <c>PackedTexts</c>, by the <c>Code</c> of its class where that is a literal, else by its own name. Nothing calls the properties
/// themselves, so that the native compiler leaves their bytes out; a third of them remains.
/// </summary>
[Generator]
public sealed class PackGenerator : IIncrementalGenerator
{
    private const string Unpacking = """
        namespace {0}
        {{
            /// <summary>Long texts of this assembly, packed.</summary>
            internal static class PackedTexts
            {{
                private static global::System.Collections.Generic.Dictionary<string, string>? all;

                private static global::System.ReadOnlySpan<byte> Data => new byte[] {{ {1} }};

                /// <summary>The text of a property, by its class's code or its name.</summary>
                public static string Of(string key) => (all ??= Unpacked())[key];

                private static global::System.Collections.Generic.Dictionary<string, string> Unpacked()
                {{
                    using global::System.IO.MemoryStream text = new();
                    using global::System.IO.Compression.GZipStream unpacking = new(new global::System.IO.MemoryStream(Data.ToArray()), global::System.IO.Compression.CompressionMode.Decompress);
                    unpacking.CopyTo(text);
                    string[] parts = global::System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\0');
                    global::System.Collections.Generic.Dictionary<string, string> found = new(parts.Length / 2);
                    for (int i = 0; i + 1 < parts.Length; i += 2)
                    {{
                        found.Add(parts[i], parts[i + 1]);
                    }}

                    return found;
                }}
            }}
        }}

        """;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<string>> texts = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is PropertyDeclarationSyntax { ExpressionBody.Expression: LiteralExpressionSyntax literal }
                && literal.Token.IsKind(SyntaxKind.Utf8MultiLineRawStringLiteralToken),
            static (found, _) => Entry((PropertyDeclarationSyntax)found.Node)).Collect();
        IncrementalValueProvider<string> assembly =
            context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName!);
        context.RegisterSourceOutput(texts.Combine(assembly), Write);
    }

    private static string Entry(PropertyDeclarationSyntax property)
    {
        string? code = (property.Parent as TypeDeclarationSyntax)?.Members.OfType<PropertyDeclarationSyntax>()
            .Where(member => member.Identifier.ValueText == "Code")
            .Select(member => (member.ExpressionBody?.Expression as LiteralExpressionSyntax)?.Token.ValueText)
            .FirstOrDefault();
        string text = ((LiteralExpressionSyntax)property.ExpressionBody!.Expression).Token.ValueText;
        return $"{code ?? property.Identifier.ValueText}\0{text}\0";
    }

    private static void Write(SourceProductionContext output, (ImmutableArray<string> Texts, string Assembly) made)
    {
        if (made.Texts.IsEmpty)
        {
            return;
        }

        using MemoryStream packed = new();
        using (GZipStream packing = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(made.Texts.OrderBy(text => text, System.StringComparer.Ordinal)));
            packing.Write(bytes, 0, bytes.Length);
        }

        string data = string.Join(",", packed.ToArray().Select(one => one.ToString(CultureInfo.InvariantCulture)));
        output.AddSource("PackedTexts.g.cs", "#nullable enable\n" + string.Format(CultureInfo.InvariantCulture, Unpacking, made.Assembly, data));
    }
}
