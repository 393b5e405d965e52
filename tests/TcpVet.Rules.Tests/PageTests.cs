using TcpVet.Dev;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>The pages and the developer tool that makes them.</summary>
public sealed class PageTests
{
    [Fact]
    public void The_pages_of_the_repository_are_those_of_the_rules() => Assert.Empty(RuleDocs.Stale(Captures.Root));

    [Fact]
    public void A_changed_page_is_noticed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tcpvet-pages-");
        try
        {
            SourceTree.Write(folder.FullName, RuleDocs.Pages());
            File.AppendAllText(Path.Combine(folder.FullName, "docs/rules/TV101.md"), "x");
            File.WriteAllText(Path.Combine(folder.FullName, "docs/rules/TV999.md"), "x");

            Assert.Equal(["docs/rules/TV101.md", "docs/rules/TV999.md"], RuleDocs.Stale(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_text_for_a_terminal_has_every_heading_and_no_markdown()
    {
        string text = RuleCatalog.Find("TV301")!.ToText();

        Assert.StartsWith("TV301 ephemeral-ports-low (critical)\n", text, StringComparison.Ordinal);
        Assert.All(Rule.Headings, heading => Assert.Contains($"\n{heading.ToUpperInvariant()}\n", text, StringComparison.Ordinal));
        Assert.Contains("TV301.warn_share", text, StringComparison.Ordinal);
        Assert.DoesNotContain('`', text);
        Assert.DoesNotContain("## ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scaffold_makes_rule_line_captures_test_and_pages()
    {
        IReadOnlyDictionary<string, string> files = RuleScaffold.Files(Captures.Root, "TV199", "socket-made-of-glass");

        Assert.Contains("class SocketMadeOfGlass : Rule", files["src/TcpVet.Rules/Closing/TV199.SocketMadeOfGlass.cs"], StringComparison.Ordinal);
        Assert.Contains("new Closing.SocketMadeOfGlass(), // TV199\n        new Handshake.", files["src/TcpVet.Rules/Catalog/RuleCatalog.cs"], StringComparison.Ordinal);
        Assert.Contains("Captures.Findings(\"TV199\"", files["tests/TcpVet.Rules.Tests/Closing/TV199Tests.cs"], StringComparison.Ordinal);
        Assert.Contains("## What does not help", files["docs/rules/TV199.md"], StringComparison.Ordinal);
        Assert.Contains("[TV199](TV199.md)", files["docs/rules/README.md"], StringComparison.Ordinal);
        string[] captures = [.. files.Keys.Where(path => path.EndsWith(".json", StringComparison.Ordinal))];
        Assert.Equal(3, captures.Length);
    }

    [Theory]
    [InlineData("TV199", "Closing/TV199.SocketMadeOfGlass.cs")]
    [InlineData("TV699", "Settings/TV699.SocketMadeOfGlass.cs")]
    [InlineData("TV739", "Servers/Nginx/TV739.SocketMadeOfGlass.cs")]
    public void What_a_scaffold_makes_compiles_and_answers_as_its_captures_say(string code, string file)
    {
        IReadOnlyDictionary<string, string> files = RuleScaffold.Files(Captures.Root, code, "socket-made-of-glass");
        Rule rule = CompiledRule.From(files[$"src/TcpVet.Rules/{file}"]);
        RuleAnswer Answer(string name)
        {
            Capture capture = CaptureJson.Read(System.Text.Encoding.UTF8.GetBytes(files[$"tests/TcpVet.Rules.Tests/Captures/{code}/{name}.json"]));
            return rule.Check(new RuleInput(capture, capture.Namespaces[0], RuleSettings.Default));
        }

        // The text is packed when the room is compiled; here it is compared as it is written.
        string page = files[$"docs/rules/{code}.md"].Split("## What does not help")[0];
        Assert.All(page[page.IndexOf("## What it means", StringComparison.Ordinal)..].Split('\n'), line =>
            Assert.Contains(line, files[$"src/TcpVet.Rules/{file}"], StringComparison.Ordinal));
        Assert.True(Answer("fires/example").IsFiring);
        Assert.True(Answer("quiet/healthy").IsQuiet);
        Assert.True(Answer("quiet/looks-like-it").IsQuiet);
    }

    [Theory]
    [InlineData("TV101", "some-new-name")]
    [InlineData("TV199", "close-wait-leak")]
    [InlineData("TV899", "some-new-name")]
    [InlineData("tv199", "some-new-name")]
    [InlineData("TV199", "Name")]
    [InlineData("TV199", "../name-x")]
    public void A_scaffold_refuses_what_is_malformed_or_taken(string code, string name) =>
        Assert.Throws<UsageException>(() => RuleScaffold.Files(Captures.Root, code, name));
}
