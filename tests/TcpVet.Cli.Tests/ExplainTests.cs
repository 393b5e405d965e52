using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Knowledge;
using TcpVet.Linux.Filters;
using TcpVet.Operations.Explain;
using TcpVet.Reports.Explain;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Cli.Tests;

/// <summary>What <c>explain</c> answers, and that its pages name what exists.</summary>
public sealed class ExplainTests
{
    public static TheoryData<string> Titles { get; } = [.. ErrorKnowledge.All.Select(page => page.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void What_a_page_names_exists(string title)
    {
        ErrorEntry page = ErrorKnowledge.Find(title)!;
        Assert.All(page.Rules, code => Assert.NotNull(RuleCatalog.Find(code)));
        Assert.All(page.Commands, command => AssertParses(command.Line));
    }

    // What the index by symptom says of an error, its page says, and what explain answers to the words of the index.
    [Fact]
    public void The_index_by_symptom_and_the_answers_agree() => Assert.All(ExplainWords.Find(["symptoms"]).Symptoms, symptom =>
    {
        ExplainAnswer answer = ExplainWords.Find([symptom.Text]);
        Assert.Contains(symptom, answer.Symptoms);
        if (symptom.Page is { } title)
        {
            ExplainPage page = answer.Pages.Single(page => page.Title == title);
            Assert.Equal(symptom.Rules.Select(rule => rule.Code), page.Rules);
            Assert.Equal(string.Join(' ', page.Rules), page.Sections.Single(section => section.Heading == ExplainSection.Rules).Text);
            Assert.Equal(page.Rules, ExplainWords.Find([title]).Pages.Single(one => one.Title == title).Rules);
        }
    });

    [Fact]
    public void Every_error_is_in_the_index_by_symptom() => Assert.Equal([], ErrorKnowledge.All
        .Where(page => !page.IsWord).Select(page => page.Title)
        .Except(Symptoms.All.Select(symptom => symptom.Page)));

    [Fact]
    public void Every_index_lists_what_can_be_explained() => Assert.All(ExplainWords.Indexes, index =>
    {
        ExplainAnswer answer = ExplainWords.Find([index]);
        Assert.All(answer.Pages, page => Assert.Contains(ExplainWords.Find([page.Title]).Pages, found => found.Title == page.Title));
        Assert.All(answer.Rules, rule => Assert.Contains(rule, ExplainWords.Find([rule.Code]).Rules));
        Assert.NotEqual(0, answer.Pages.Count + answer.Rules.Count + answer.Symptoms.Count);
    });

    // This line was once taken for a complaint about retries.
    [Fact]
    public void A_pool_that_is_exhausted_is_not_a_retry_setting()
    {
        ExplainAnswer answer = ExplainWords.Find(["HikariPool-1 - Connection is not available, request timed out after 30000ms"]);
        Assert.Equal("connection pool exhausted", answer.Pages[0].Title);
        Assert.DoesNotContain("TV618", answer.Symptoms.SelectMany(symptom => symptom.Rules).Select(rule => rule.Code));
    }

    [Theory]
    [InlineData("all the connections of the shop break at noon", "did you mean 'all connections break at a short network outage'")]
    [InlineData("tcp_keepalive_tme", "did you mean tcp_keepalive_time")]
    [InlineData("NullPointerException at Shop.java", "'tcpvet explain symptoms'")]
    [InlineData("\u001b[31m\u0000\ud800", "nothing is known about")]
    public void What_is_unknown_is_said_and_something_suggested(string words, string said) =>
        Assert.Contains(said, Assert.Throws<RequestException>(() => ExplainWords.Find([words])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_huge_unknown_text_is_not_repeated() =>
        Assert.InRange(Assert.Throws<RequestException>(() => ExplainWords.Find([new string('q', 1_000_000)])).Message.Length, 1, 300);

    [Fact]
    public void Hostile_phrases_end_soon()
    {
        string[] hostile =
        [
            string.Concat(Enumerable.Repeat("ECONNRESET q ", 100_000)),
            string.Concat(Enumerable.Repeat("a_b ", 200_000)), new('\u001b', 1_000_000),
        ];
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.All(hostile, text => _ = Record.Exception(() => ExplainWords.Find([text])) is null or RequestException);
        Assert.All(hostile, text => Assert.NotNull(Symptoms.Find(text)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Fact]
    public void Explain_alone_is_one_screen()
    {
        using MemoryStream bytes = new();
        using Utf8Output output = new(bytes);
        ExplainReport.Of(ExplainWords.Find([]), RuleSettings.Default, []).Document!(new Prose(output, 80, Palette.None));
        output.Flush();
        string[] lines = System.Text.Encoding.UTF8.GetString(bytes.ToArray()).TrimEnd('\n').Split('\n');

        Assert.InRange(lines.Length, 10, 24);
        // A Chinese character takes two columns.
        Assert.All(lines, line => Assert.InRange(line.Sum(letter => letter < '\u3400' ? 1 : 2), 0, 80));
        Assert.All(ExplainWords.Indexes, index => Assert.Contains(lines, line => line.StartsWith($"  {index} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Completion_names_the_indexes() =>
        Assert.All(ExplainWords.Indexes, index =>
            Assert.Contains($" {index}", CompletionCommand.Script(CommandTree.Create(), "bash"), StringComparison.Ordinal));

    private static void AssertParses(string line)
    {
        string real = line.Replace("HOST", "192.0.2.7", StringComparison.Ordinal).Replace("PORT", "443", StringComparison.Ordinal)
            .Replace("PID", "4121", StringComparison.Ordinal).Replace("FILE", "nginx.conf", StringComparison.Ordinal);
        string[] words = [.. real.Split(' ').Select(word => word.Trim('\''))];
        // A quoted filter is one word for the shell and several for the filter.
        Assert.Equal("tcpvet", words[0]);
        ParseResult parse = CommandTree.Parse(words[1..]);
        Assert.Empty(parse.Errors);
        if (parse.CommandResult.Command.Arguments.SingleOrDefault(argument => argument.Name == "FILTER") is Argument<string[]> filter)
        {
            Assert.NotNull(FilterParser.Parse(parse.GetValue(filter) ?? [], FilterNames.None));
        }
    }
}
