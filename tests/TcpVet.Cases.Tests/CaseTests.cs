namespace TcpVet.Cases.Tests;

/// <summary>What the program says of situations that others have told in public.</summary>
public sealed class CaseTests(CaseRuns runs) : IClassFixture<CaseRuns>
{
    public static TheoryData<string> Healthy => [.. CaseStory.All.Where(story => story.IsHealthy).Select(story => story.Name)];

    public static TheoryData<string> Sick => [.. CaseStory.All.Where(story => !story.IsHealthy).Select(story => story.Name)];

    internal static bool IsUpdate => Environment.GetEnvironmentVariable("TCPVET_UPDATE") == "1";

    [Theory]
    [MemberData(nameof(Healthy))]
    public async Task A_healthy_host_gets_no_warning(string name)
    {
        CaseRun run = await runs.Of(name);

        Assert.True(!run.OtherAlarms.Any(), run.Told());
    }

    /// <summary>The page says of each situation what was shown just now, the missed ones included.</summary>
    [Theory]
    [MemberData(nameof(Sick))]
    public async Task A_situation_is_shown_as_the_page_says(string name)
    {
        CaseRun run = await runs.Of(name);

        Assert.True(IsUpdate || Published.Contains(CaseTable.Row(run), StringComparison.Ordinal), $"{CaseTable.Row(run)}\n{run.Told()}");
    }

    /// <summary>docs/cases.md is what was found just now, and no rate at its foot has fallen; TCPVET_UPDATE=1 writes it.</summary>
    [Fact]
    public async Task The_published_page_is_true()
    {
        List<CaseRun> all = [];
        foreach (CaseStory story in CaseStory.All)
        {
            all.Add(await runs.Of(story.Name));
        }

        string page = CaseTable.Of(all);
        int[] before = CaseTable.Rates(Published);
        if (IsUpdate)
        {
            File.WriteAllText(Checkout.Page, page);
        }

        Assert.Equal(page, File.ReadAllText(Checkout.Page));
        Assert.True(before.Length == 0 || CaseTable.Rates(page).Zip(before).All(rates => rates.First >= rates.Second), $"a rate has fallen:\n{page[page.LastIndexOf("##", StringComparison.Ordinal)..]}");
    }

    [Fact]
    public void Every_story_is_told_once_with_its_source()
    {
        Assert.Equal(CaseStory.All.Count, CaseStory.All.Select(story => story.Name).Distinct().Count());
        Assert.All(CaseStory.All, story => Assert.All(story.Source.Split(' '), source =>
            Assert.Matches("^(https://[^ ]+|[A-Za-z0-9._-]+/[A-Za-z0-9._-]+#[0-9]+)$", source)));
        Assert.All(CaseStory.All, story => Assert.All(story.Expected, expected => Assert.False(string.IsNullOrWhiteSpace(expected.Lever))));
    }

    // As it was before this run wrote it.
    private static string Published { get; } = File.Exists(Checkout.Page) ? File.ReadAllText(Checkout.Page) : "";
}
