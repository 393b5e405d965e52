namespace TcpVet.Cases.Tests;

/// <summary>What the program says of situations that others have told in public.</summary>
public sealed class CaseTests(CaseRuns runs) : IClassFixture<CaseRuns>
{
    public static TheoryData<string> Healthy => [.. CaseStory.All.Where(story => story.IsHealthy).Select(story => story.Name)];

    internal static bool IsUpdate => Environment.GetEnvironmentVariable("TCPVET_UPDATE") == "1";

    [Theory]
    [MemberData(nameof(Healthy))]
    public async Task A_healthy_host_gets_no_warning(string name)
    {
        CaseRun run = await runs.Of(name);

        Assert.True(!run.OtherAlarms.Any(), run.Told());
    }

    /// <summary>
    /// docs/cases.md is what was found just now, the missed situations included; TCPVET_UPDATE=1 writes it. A busy machine keeps a process
    /// from its work now and then, so that one row of twenty may differ when it was made twice; no rate at the foot falls by more.
    /// </summary>
    [Fact]
    public async Task The_published_page_is_true()
    {
        string before = File.Exists(Checkout.Page) ? File.ReadAllText(Checkout.Page) : "";
        List<CaseRun> all = [];
        foreach (CaseStory story in CaseStory.All)
        {
            all.Add(await runs.Of(story.Name));
        }

        string page = CaseTable.Of(all);
        if (IsUpdate)
        {
            File.WriteAllText(Checkout.Page, page);
        }

        CaseRun[] other = IsUpdate ? [] : [.. all.Where(run => !before.Contains(CaseTable.Row(run), StringComparison.Ordinal))];
        Assert.True(other.Length * 20 <= all.Count, string.Join('\n', other.Select(run => $"{CaseTable.Row(run)}\n{run.Told()}")));
        Assert.True(
            // In hundredths of a percent; who writes the page may lower none.
            CaseTable.Rates(page).Zip(CaseTable.Rates(before)).All(rates => rates.First >= rates.Second - (IsUpdate ? 0 : 500)),
            $"a rate has fallen:\n{page[page.LastIndexOf("##", StringComparison.Ordinal)..]}");
    }

    [Fact]
    public void Every_story_is_told_once_with_its_source()
    {
        Assert.Equal(CaseStory.All.Count, CaseStory.All.Select(story => story.Name).Distinct().Count());
        Assert.All(CaseStory.All, story => Assert.All(story.Source.Split(' '), source =>
            Assert.Matches("^(https://[^ ]+|[A-Za-z0-9._-]+/[A-Za-z0-9._-]+#[0-9]+)$", source)));
        Assert.All(CaseStory.All, story => Assert.All(story.Expected, expected => Assert.False(string.IsNullOrWhiteSpace(expected.Lever))));
    }
}
