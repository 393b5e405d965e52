using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;
using TcpVet.Rules.Judging;

namespace TcpVet.Operations.Checkup;

/// <summary>Asks the rules as a request says.</summary>
public static class Diagnoser
{
    /// <summary>Asks the rules, and takes the ignored findings out. An entry that has expired is said once, and counts no more.</summary>
    /// <param name="request">Which rules, with which thresholds.</param>
    /// <param name="capture">The facts.</param>
    /// <param name="notices">Hears of expired entries.</param>
    public static Diagnosis Diagnose(CheckupRequest request, Capture capture, Notices notices)
    {
        DateOnly today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (IgnoreEntry expired in request.Ignored.ExpiredOn(today))
        {
            string codes = string.Join(", ", expired.Codes);
            notices.Once($"{expired.Origin}: expired on {expired.Expires:yyyy-MM-dd}, {codes} counts again ({expired.Reason})");
        }

        return CaptureJudge.Diagnose(capture, request.Settings.Rules, request.Only).Without(request.Ignored, today);
    }
}
