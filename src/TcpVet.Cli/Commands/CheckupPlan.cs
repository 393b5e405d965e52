using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;
using TcpVet.Rules.Judging;

namespace TcpVet.Cli.Commands;

/// <summary>What a check-up is to ask: the options over the settings files over the defaults.</summary>
internal sealed record CheckupPlan
{
    /// <summary>The time between two samples when nobody asks for another.</summary>
    public static readonly TimeSpan StandardInterval = TimeSpan.FromSeconds(1);

    private const int StandardSamples = 2;

    /// <summary>The settings files and what they say.</summary>
    public required CheckupSettings Settings { get; init; }

    /// <summary>The time between two samples.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How many samples; in a watch, how many rounds (0 for no end).</summary>
    public required int Samples { get; init; }

    /// <summary>Whether the kernel is listened to meanwhile (<c>--trace</c>).</summary>
    public bool Traced { get; init; }

    /// <summary>The time between two rounds; null for no watch.</summary>
    public TimeSpan? Watch { get; init; }

    /// <summary>The codes of the only rules to ask; null for all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Findings that do not count.</summary>
    public IgnoreList Ignored { get; init; } = IgnoreList.Empty;

    /// <summary>The level from which a finding makes the exit status 1.</summary>
    public FailLevel FailOn { get; init; }

    /// <summary>Ports that a service cannot bind.</summary>
    public IReadOnlyList<(Protocol Proto, InetEndpoint Local)> BindQuestions { get; init; } = [];

    /// <summary>Makes the plan of a check-up.</summary>
    /// <exception cref="RequestException">An option or a file is wrong.</exception>
    public static CheckupPlan From(ParseResult parse)
    {
        CheckupSettings settings = SettingsFiles.WithIgnored(CheckupOptions.Settings(parse), parse.GetValue(CheckupOptions.IgnoreFile), parse.GetValue(CheckupOptions.Config));
        List<IgnoreEntry> ignored = [.. settings.Ignored];
        if (CheckupOptions.Codes(parse, CheckupOptions.Ignore) is { } codes)
        {
            ignored.Add(new IgnoreEntry { Codes = codes, Reason = "--ignore", Origin = "--ignore" });
        }
        else if (settings.Ignore is { } entry)
        {
            ignored.Add(entry with { Reason = $"checkup.ignore of {entry.Origin}" });
        }

        return Sampling(parse, settings) with
        {
            Only = CheckupOptions.Codes(parse, CheckupOptions.Only) ?? settings.Only,
            Ignored = new IgnoreList(ignored),
            FailOn = parse.GetResult(CommonOptions.FailOn) is { Implicit: false } ? parse.GetValue(CommonOptions.FailOn) : settings.FailOn ?? FailLevel.Never,
        };
    }

    /// <summary>The part of a plan that a recording needs: how to take a capture.</summary>
    /// <exception cref="RequestException">An option or a file is wrong.</exception>
    public static CheckupPlan ForCapture(ParseResult parse) => Sampling(parse, CheckupOptions.Settings(parse));

    /// <summary>Asks the rules, and takes the ignored findings out. An entry that has expired is said once, and counts no more.</summary>
    public Diagnosis Diagnose(Capture capture)
    {
        DateOnly today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (IgnoreEntry expired in Ignored.ExpiredOn(today))
        {
            SocketRemarks.Once(SafeText.Escape($"{expired.Origin}: expired on {expired.Expires:yyyy-MM-dd}, {string.Join(", ", expired.Codes)} counts again ({expired.Reason})"));
        }

        return CaptureJudge.Diagnose(capture, Settings.Rules, Only).Without(Ignored, today);
    }

    private static CheckupPlan Sampling(ParseResult parse, CheckupSettings settings)
    {
        TimeSpan? watch = CheckupOptions.WatchOf(parse);
        int? samples = parse.GetValue(CheckupOptions.Samples);
        if (parse.GetValue(CheckupOptions.Trace) is { } trace)
        {
            return watch is null && samples is null && parse.GetValue(CheckupOptions.Interval) is null && trace > TimeSpan.Zero
                ? Plan(settings, parse, trace, StandardSamples) with { Traced = true }
                : throw new RequestException("--trace takes its time between the two readings of a check-up: leave out --interval, --samples and --watch, and give it more than 0");
        }

        if (watch is not null)
        {
            return Plan(settings, parse, CheckupPlan.StandardInterval, samples ?? 0) with { Watch = watch };
        }

        TimeSpan interval = parse.GetValue(CheckupOptions.Interval) ?? settings.Interval ?? StandardInterval;
        int count = samples ?? settings.Samples ?? StandardSamples;
        if (count > CaptureSeries.MostSamples)
        {
            throw new RequestException($"--samples: at most {CaptureSeries.MostSamples}, found '{count}'; 'tcpvet checkup --watch' goes on for as long as you like");
        }

        if (count > StandardSamples && interval == TimeSpan.Zero)
        {
            throw new RequestException($"--samples {count} needs time between the samples: --interval 10s instead of 0");
        }

        return Plan(settings, parse, count == 1 ? TimeSpan.Zero : interval, count);
    }

    private static CheckupPlan Plan(CheckupSettings settings, ParseResult parse, TimeSpan interval, int samples) =>
        new() { Settings = settings, Interval = interval, Samples = samples, BindQuestions = CheckupOptions.BindQuestions(parse) };
}
