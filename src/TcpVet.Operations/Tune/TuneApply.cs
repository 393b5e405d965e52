using TcpVet.Linux;
using TcpVet.Tuning;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>What is asked of an apply besides the plan.</summary>
/// <param name="StateFolder">The folder of the journal.</param>
/// <param name="Within">How long to wait to be confirmed, before everything goes back.</param>
/// <param name="PersistIn">The file that keeps it once it is confirmed; null for none.</param>
public sealed record TuneApplyRequest(string StateFolder, TimeSpan Within, string? PersistIn);

/// <summary>Changes the running values as a plan says; they go back by themselves unless somebody confirms them in time.</summary>
public static class TuneApply
{
    /// <summary>How long an applied plan waits to be confirmed unless somebody says otherwise.</summary>
    public static readonly TimeSpan StandardWithin = TimeSpan.FromMinutes(2);

    /// <summary>The longest time that it may wait.</summary>
    public static readonly TimeSpan LongestWithin = TimeSpan.FromDays(7);

    /// <summary>Applies a plan. Whoever calls has asked whoever has to be asked.</summary>
    /// <param name="host">The host.</param>
    /// <param name="prepared">The plan, with changes in it, made in a live namespace.</param>
    /// <param name="request">How long to wait, and what to keep.</param>
    /// <exception cref="TuningException">The plan cannot be applied, and nothing is changed.</exception>
    public static LoggedEntry Run(LiveHost host, PreparedPlan prepared, TuneApplyRequest request)
    {
        Journal journal = Journal.Open(request.StateFolder, make: true)!;
        string program = Environment.ProcessPath
            ?? throw new ObservationException("tune: cannot find the program's own file; is /proc mounted?");
        ApplyOrder order = new()
        {
            Within = request.Within,
            By = Author.OfThisProcess(host.Root),
            PersistIn = request.PersistIn,
            Before = prepared.Before,
            Arm = new DeadManTimer(program, journal.Folder).Arm,
        };
        Tuner tuner = new(journal, new RunningSettings(host.Root), host.Root);
        return prepared.Netns!.Run(() => LoggedEntry.Of(tuner.Apply(prepared.Plan, order)));
    }
}
