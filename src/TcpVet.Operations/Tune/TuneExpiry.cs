using TcpVet.Linux;
using TcpVet.Tuning;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>The dead man's timer: undoes an entry that nobody confirmed.</summary>
public static class TuneExpiry
{
    /// <summary>Undoes the entry if it is still open.</summary>
    /// <param name="host">The host.</param>
    /// <param name="stateFolder">The folder of the journal.</param>
    /// <param name="id">The entry's number.</param>
    /// <exception cref="RequestException">There is no journal.</exception>
    /// <exception cref="TuningException">The entry cannot be read, or its values cannot be restored.</exception>
    public static void Run(LiveHost host, string stateFolder, int id) => Expire(host, JournalEntries.Open(stateFolder), id);

    /// <summary>Waits until the entry's time is over, and undoes it then; a confirmation or a rollback ends the wait.</summary>
    /// <param name="host">The host.</param>
    /// <param name="stateFolder">The folder of the journal.</param>
    /// <param name="id">The entry's number.</param>
    /// <param name="armed">Called as soon as nothing can keep the wait from its end.</param>
    /// <exception cref="RequestException">There is no journal.</exception>
    /// <exception cref="TuningException">The entry cannot be read, or its values cannot be restored.</exception>
    public static void Wait(LiveHost host, string stateFolder, int id, Action armed)
    {
        Journal journal = JournalEntries.Open(stateFolder);
        Settle();
        if (DeadManWatch.Wait(journal, id, armed))
        {
            Expire(host, journal, id);
        }
    }

    private static void Expire(LiveHost host, Journal journal, int id)
    {
        if (journal.Read(id) is { IsOpen: true } entry)
        {
            EntryPlace place = EntryPlace.Of(host, entry);
            place.Tune(journal, tuner => place.WhyVoid is { } why ? tuner.Void(id, why) : tuner.Expire(id));
        }
    }

    // It must hold no file system, and be the last that the kernel kills for want of memory: then most of all somebody wants the values
    // back.
    private static void Settle()
    {
        Environment.CurrentDirectory = "/";
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "-1000");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only CAP_SYS_RESOURCE may lower it (proc_pid_oom_score_adj(5)).
        }
    }
}
