using System.Text.RegularExpressions;
using TcpVet.Dev;
using TcpVet.Rules.Software;

namespace TcpVet.Rules.Tests;

/// <summary>Each remedy of known software carries what proves it, in a form that is checked here.</summary>
public sealed partial class ProofTests
{
    private static readonly Fault[] Faults = Enum.GetValues<Fault>();

    private static IEnumerable<(Product Product, Fault Fault, ProvenRemedy Remedy)> All =>
        from product in KnownSoftware.Products
        from fault in Faults
        from remedy in product.Remedies(fault, 4121)
        select (product, fault, remedy);

    [Fact]
    public void None_is_without_a_proof() => Assert.Empty(All
        .Where(entry => string.IsNullOrWhiteSpace(entry.Remedy.Proof.Where))
        .Select(entry => $"{entry.Product.GetType().Name} {entry.Fault}: {entry.Remedy.Remedy.Action}"));

    [Fact]
    public void A_source_is_a_line_of_a_commit_or_an_issue() => Assert.All(
        Of(ProofKind.Source), proof => Assert.Matches(SourceForm(), proof.Where));

    [Fact]
    public void Documentation_has_a_version_and_an_entry() => Assert.All(
        Of(ProofKind.Documentation), proof => Assert.Matches(DocumentationForm(), proof.Where));

    // The class is a file below tests/, the method stands in it behind an attribute that makes it a test.
    [Fact]
    public void A_test_is_one_of_this_repository()
    {
        ILookup<string, string> files = Directory
            .EnumerateFiles(Path.Combine(Captures.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file));

        Assert.All(Of(ProofKind.Test), proof =>
        {
            string[] parts = proof.Where.Split('.');
            string file = Assert.Single(files[parts[0]]);
            Assert.Matches($@"\[(Fact|Theory)\][^;{{}}]*\b{parts[1]}\(", File.ReadAllText(file));
        });
    }

    [Fact]
    public void Each_kind_is_used() => Assert.All(Enum.GetValues<ProofKind>(), kind => Assert.NotEmpty(Of(kind)));

    [Fact]
    public void The_list_in_the_repository_is_up_to_date() =>
        Assert.Equal(RemedyDocs.Page(), File.ReadAllText(Path.Combine(Captures.Root, RemedyDocs.Path)));

    private static IEnumerable<Proof> Of(ProofKind kind) =>
        All.Select(entry => entry.Remedy.Proof).Where(proof => proof.Kind == kind).Distinct();

    [GeneratedRegex(@"^[\w.-]+/[\w.-]+(@[\w.-]+ \S+:[0-9]+|#[0-9]+)$")]
    private static partial Regex SourceForm();

    [GeneratedRegex(@"^[^:]*(?<= )v?[0-9][\w.+-]*[^:]*: \S")]
    private static partial Regex DocumentationForm();
}
