using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Watch;
using TcpVet.Reports.Findings;
using TcpVet.Rules.Watching;

namespace TcpVet.Reports.Watch;

/// <summary>The words of a watch.</summary>
public static class WatchWords
{
    /// <summary>What became of a finding, as programs get it: <c>appeared</c>.</summary>
    public static string Of(FindingChange change) => change.ToString().ToLowerInvariant();

    /// <summary>The time of day in UTC: <c>22:41:07</c>.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A round in one line, for a place where the next round replaces it.</summary>
    public static string Status(WatchRound round)
    {
        int hidden = round.Diagnosis.Ignored.Count;
        string ignored = hidden > 0 ? $", {hidden} ignored" : "";
        string sockets = Quantity.Of(round.Capture.Namespaces.Sum(netns => netns.Tcp.Total), "TCP socket");
        return $"{Time(round.Capture.TakenAt)} round {round.Number}: {Counts(round.Present)}{ignored}; {sockets}";
    }

    private static string Counts(IReadOnlyList<Finding> present) => present.Count == 0
        ? "nothing wrong"
        : string.Join(", ", present.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
            .Select(group => $"{group.Count()} {FindingText.Word(group.Key)}"));
}
