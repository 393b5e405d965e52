using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TcpVet.Records;

/// <summary>
/// Writes, at compile time, what reads and writes records as JSON: for each class with [JsonRecords(typeof(…))] one method a direction for
/// each record, list, dictionary and enumeration that the named types hold. docs/decisions/0018-records-as-json.md says why.
/// </summary>
[Generator]
public sealed class RecordGenerator : IIncrementalGenerator
{
    private const string Attribute = "TcpVet.Model.Records.JsonRecordsAttribute";

    private static readonly DiagnosticDescriptor Unreadable = new(
        "RECORDS1", "A member has no form as JSON", "{0}", "Records", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Made> classes = context.SyntaxProvider.ForAttributeWithMetadataName(
            Attribute,
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => Make(found));
        context.RegisterSourceOutput(classes, static (output, made) =>
        {
            if (made.Trouble is { } trouble)
            {
                output.ReportDiagnostic(Diagnostic.Create(Unreadable, Location.None, trouble));
            }
            else
            {
                output.AddSource(made.File, made.Source);
            }
        });
    }

    private static Made Make(GeneratorAttributeSyntaxContext found)
    {
        INamedTypeSymbol owner = (INamedTypeSymbol)found.TargetSymbol;
        try
        {
            return new Made($"{owner.Name}.g.cs", new RecordSource(owner, found.Attributes[0]).Text(), null);
        }
        catch (UnknownShapeException exception)
        {
            return new Made("", "", exception.Message);
        }
    }

    private readonly struct Made(string file, string source, string? trouble) : IEquatable<Made>
    {
        public string File { get; } = file;

        public string Source { get; } = source;

        public string? Trouble { get; } = trouble;

        public bool Equals(Made other) => File == other.File && Source == other.Source && Trouble == other.Trouble;

        public override bool Equals(object? obj) => obj is Made other && Equals(other);

        public override int GetHashCode() => Source.GetHashCode();
    }
}
