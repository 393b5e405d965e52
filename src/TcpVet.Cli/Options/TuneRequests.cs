using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Tune;

namespace TcpVet.Cli.Options;

/// <summary>Makes the requests of <c>tune</c> of its command lines.</summary>
internal static class TuneRequests
{
    /// <summary>Where a plan comes from.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="notices">Hears of settings files that are not used.</param>
    /// <exception cref="RequestException">The options contradict each other, or one is wrong.</exception>
    public static TunePlanRequest Plan(ParseResult parse, Notices notices)
    {
        RefuseContradictions(parse);
        CheckupRequest checkup = CheckupRequests.Of(parse, notices) with { Record = parse.GetValue(CommonOptions.From) };
        if (parse.GetValue(TuneOptions.For) is { Length: > 0 } words)
        {
            IReadOnlyList<string>? only = CheckupOptions.Codes(parse, TuneOptions.For);
            checkup = checkup with { Only = only ?? throw new RequestException($"--for: no rule is named by '{words[0]}'") };
        }

        return new TunePlanRequest
        {
            Checkup = checkup,
            // A record may hold a namespace of any name.
            Netns = checkup.Record is null ? TuneOptions.Namespace(parse) : parse.GetValue(CommonOptions.Netns),
            SettingsFile = parse.GetValue(TuneOptions.File),
            Accepted = Accepted(parse),
            EarlierPlan = TuneOptions.PathOf(parse, TuneOptions.PlanFile),
            StandardInput = Console.OpenStandardInput,
            SysctlFolder = TuneOptions.PathOf(parse, TuneOptions.SysctlDir),
        };
    }

    /// <summary>The words after 'tcpvet tune apply' that make the same plan. Safe text.</summary>
    public static string Words(ParseResult parse)
    {
        List<string> words = [];
        words.AddRange((parse.GetValue(TuneOptions.For) ?? []).Select(word => $"--for {word}"));
        words.AddRange(parse.GetValue(TuneOptions.File) is { } file ? [$"--file {file}"] : []);
        words.AddRange(Accepted(parse) is { Count: > 0 } accepted ? [$"--accept {string.Join(',', accepted)}"] : []);
        words.AddRange(parse.GetValue(CommonOptions.Netns) is { } netns ? [$"-N {netns}"] : []);
        words.AddRange(parse.GetValue(TuneOptions.Pid) is { } pid ? [$"--pid {pid}"] : []);
        return SafeText.Escape(string.Concat(words.Select(word => $" {word}")));
    }

    private static IReadOnlyList<string> Accepted(ParseResult parse) =>
        [.. (parse.GetValue(TuneOptions.Accept) ?? [])
            .SelectMany(words => words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static void RefuseContradictions(ParseResult parse)
    {
        if (parse.GetValue(TuneOptions.Accept) is { Length: > 0 } && parse.GetValue(TuneOptions.File) is null)
        {
            throw new RequestException("--accept: it takes lines of a file; --file names it");
        }

        string[] named = [.. new (bool Given, string Name)[]
        {
            (parse.GetValue(TuneOptions.For) is { Length: > 0 }, "--for"),
            (parse.GetValue(TuneOptions.File) is not null, "--file"),
            (parse.GetValue(TuneOptions.PlanFile) is not null, "--plan"),
        }.Where(option => option.Given).Select(option => option.Name)];
        if (named.Length > 1)
        {
            throw new RequestException($"{string.Join(" and ", named)}: a plan has one source; leave one of them out");
        }

        if (parse.GetValue(CommonOptions.From) is not null && named is ["--file"])
        {
            throw new RequestException("--file and --from: lines are judged by the live host; leave one of them out");
        }
    }
}
