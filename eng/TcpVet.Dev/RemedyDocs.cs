using System.Text;
using TcpVet.Rules.Software;

namespace TcpVet.Dev;

/// <summary>The list of docs/remedies.md: what is advised about which software, and what proves it.</summary>
internal static class RemedyDocs
{
    /// <summary>Where it stands.</summary>
    public const string Path = "docs/remedies.md";

    /// <summary>Its text.</summary>
    public static string Page()
    {
        StringBuilder text = new("""
            # The remedies for known software

            Generated from src/TcpVet.Rules/Software by `dotnet run --project eng/TcpVet.Dev -- docs`. Each remedy stands with what proves it: a
            test of this repository that asks the real program, a line in the program's own repository, or its documentation of a version.

            """);
        foreach (Product product in KnownSoftware.Products.OrderBy(product => product.GetType().Name, StringComparer.Ordinal))
        {
            text.Append($"\n## {product.GetType().Name}\n\n| fault | remedy | proved by |\n|---|---|---|\n");
            foreach (Fault fault in Enum.GetValues<Fault>())
            {
                foreach (ProvenRemedy proven in product.Remedies(fault, 1))
                {
                    text.Append($"| {fault} | {Cell($"{proven.Remedy.Action}")} | {Cell($"{proven.Proof}")} |\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
