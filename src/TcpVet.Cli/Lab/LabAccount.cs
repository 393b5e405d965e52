using TcpVet.Lab;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Cli.Lab;

/// <summary>What was made, and how to look at it.</summary>
internal static class LabAccount
{
    /// <summary>The lines for the user.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="stage">The stage on which it stands.</param>
    /// <param name="holds">True when it waits for the user; false when a command runs inside.</param>
    /// <param name="hold">When it ends by itself.</param>
    public static IEnumerable<string> Of(Scenario scenario, Stage stage, bool holds, TimeSpan? hold)
    {
        yield return $"{scenario.Name}: {scenario.Summary}";
        yield return $"  namespace  net:[{stage.Here.NetnsInode}], process {stage.DoorPid} stays in it{(stage.HasThere ? $"; the remote host is process {stage.ThereDoorPid}'s" : "")}";
        if (stage.Actors.Count > 0)
        {
            yield return $"  processes  {string.Join(", ", stage.Actors.Select(actor => $"{actor.Name}[{actor.Pid}]"))}";
        }

        yield return $"  expected   {Expected(scenario)}";
        if (scenario.Count is { } range && stage.Count < range.Default)
        {
            yield return $"  count      {stage.Count} {range.Of} instead of {range.Default}: a check-up may show it milder, or not at all";
        }

        if (scenario.Ripens > TimeSpan.Zero)
        {
            yield return $"  ripens     {Durations.Short((long)scenario.Ripens.TotalMilliseconds)} from now";
        }

        foreach ((string key, string value) in scenario.Examination.Thresholds)
        {
            yield return $"  threshold  {key} = {value}: with the default it does not show in a laboratory's time";
        }

        if (!holds)
        {
            yield break;
        }

        yield return "";
        yield return "Look at it from another terminal:";
        foreach (string line in Ways(scenario, stage.DoorPid))
        {
            yield return $"  {line}";
        }

        yield return hold is { } time
            ? $"It ends in {Durations.Short((long)time.TotalMilliseconds)}, or at Ctrl-C, and leaves nothing behind."
            : "Ctrl-C ends it and leaves nothing behind.";
    }

    private static string Expected(Scenario scenario) => (scenario.Expected.Count, scenario.Aside.Count) switch
    {
        (0, 0) => "no finding",
        (0, _) => $"{string.Join(", ", scenario.Aside)} as information, no warning",
        (_, 0) => string.Join(", ", scenario.Expected),
        _ => $"{string.Join(", ", scenario.Expected)}; as information {string.Join(", ", scenario.Aside)}",
    };

    // Entering the namespace of an ordinary user's laboratory goes through that user's namespace (setns(2)).
    private static IEnumerable<string> Ways(Scenario scenario, int pid)
    {
        string arguments = string.Concat(scenario.Examination.Arguments
            .Concat(scenario.Examination.Thresholds.Select(threshold => $"--set {threshold.Key}={threshold.Value}"))
            .Select(argument => $" {argument}"));
        if (!Privilege.IsInOwnUserNamespace)
        {
            yield return $"tcpvet checkup -N {pid}{arguments}";
            yield return $"nsenter -t {pid} -n ss -tan";
        }
        else
        {
            yield return $"nsenter -t {pid} -U -n --preserve-credentials tcpvet checkup{arguments}";
            yield return $"nsenter -t {pid} -U -n --preserve-credentials ss -tan";
        }
    }
}
