using System.Globalization;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Settings;

/// <summary>What the settings files say of a check-up. A member that is null is left to the program's default.</summary>
public sealed record CheckupSettings
{
    /// <summary>No file.</summary>
    public static CheckupSettings None { get; } = new();

    /// <summary>The thresholds.</summary>
    public RuleSettings Rules { get; init; } = RuleSettings.Default;

    /// <summary>The time between the samples.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How many samples.</summary>
    public int? Samples { get; init; }

    /// <summary>The codes of the only rules to ask.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Where <see cref="Only"/> comes from: a file and line, an option.</summary>
    public string OnlyOrigin { get; init; } = "";

    /// <summary>Rules to ignore.</summary>
    public IgnoreEntry? Ignore { get; init; }

    /// <summary>The level of <c>--fail-on</c>.</summary>
    public FailLevel? FailOn { get; init; }

    /// <summary>The files that were read, weakest first.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The files of ignored findings that were read.</summary>
    public IReadOnlyList<string> IgnoreFiles { get; init; } = [];

    /// <summary>The entries of those files, and in a request those of options.</summary>
    public IReadOnlyList<IgnoreEntry> Ignored { get; init; } = [];

    /// <summary>Those that count today.</summary>
    public IReadOnlyList<IgnoreEntry> Ignoring =>
        new IgnoreList(Ignored).CountingOn(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));

    /// <summary>All that may keep a finding from being told, in words, with the file or option that it comes from; empty where nothing
    /// does.</summary>
    public IReadOnlyList<string> Restrictions
    {
        get
        {
            List<string> told = [];
            if (Only is not null)
            {
                told.Add($"only {Named(Only)} asked ({OnlyOrigin})");
            }

            foreach (ThresholdInForce entry in Rules.InForce)
            {
                string value = entry.Value.ToString(CultureInfo.InvariantCulture);
                told.Add($"{entry.Threshold.Key} {value} {entry.Threshold.Unit} ({entry.Origin})");
            }

            List<string> codes = [];
            IReadOnlyList<IgnoreEntry> ignoring = Ignoring;
            for (int i = 0; i < ignoring.Count; i++)
            {
                codes.AddRange(ignoring[i].Codes);
                if (i + 1 == ignoring.Count || ignoring[i + 1].Source != ignoring[i].Source)
                {
                    told.Add($"{Named([.. codes.Distinct()])} ignored ({ignoring[i].Source})");
                    codes.Clear();
                }
            }

            return told;
        }
    }

    private static string Named(IReadOnlyList<string> codes)
    {
        const int most = 6;
        string named = string.Join(", ", codes.Take(most));
        return codes.Count > most ? $"{named} and {codes.Count - most} more" : named;
    }
}
