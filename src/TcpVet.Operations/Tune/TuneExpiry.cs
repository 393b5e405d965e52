using TcpVet.Linux;
using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Time;
using TcpVet.Tuning;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>The dead man's timer: undoes an entry that nobody confirmed.</summary>
public static class TuneExpiry
{
    // A day: who sees to a full disk later than that finds the values restored and the journal behind.
    private static readonly TimeSpan LongestTrying = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Undoes the entry if it is still open: what systemd's timer runs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="stateFolder">The folder of the journal.</param>
    /// <param name="id">The entry's number.</param>
    /// <param name="held">The entry as it was applied, in the words of <see cref="DeadManTimer"/>: what counts where the journal cannot be
    /// read any more. Null without it.</param>
    /// <exception cref="RequestException">There is no journal, and nothing is held.</exception>
    /// <exception cref="TuningException">The entry cannot be read, and nothing is held.</exception>
    public static void Run(LiveHost host, string stateFolder, int id, string? held)
    {
        JournalEntry? known = held is null ? null : DeadManTimer.Held(held);
        Journal journal = Opened(stateFolder, known is not null);
        if ((known ?? journal.Read(id)) is { IsOpen: true } entry)
        {
            UntilRestored(host, journal, entry);
        }
    }

    /// <summary>Waits until the entry's time is over, and undoes it then; a confirmation or a rollback ends the wait.</summary>
    /// <param name="host">The host.</param>
    /// <param name="stateFolder">The folder of the journal.</param>
    /// <param name="id">The entry's number.</param>
    /// <param name="armed">Called as soon as nothing can keep the wait from its end.</param>
    /// <exception cref="RequestException">There is no journal.</exception>
    /// <exception cref="TuningException">The entry cannot be read.</exception>
    public static void Wait(LiveHost host, string stateFolder, int id, Action armed)
    {
        Journal journal = JournalEntries.Open(stateFolder);
        Settle();
        if (DeadManWatch.Wait(journal, id, armed) is { } entry)
        {
            UntilRestored(host, journal, entry);
        }
    }

    private static Journal Opened(string stateFolder, bool otherwiseHeld)
    {
        try
        {
            return JournalEntries.Open(stateFolder);
        }
        catch (Exception exception) when (otherwiseHeld && exception is RequestException or TuningException or KernelException)
        {
            return Journal.Lost(stateFolder);
        }
    }

    // The values first, again and again until they are back; then the journal, likewise. Nobody reads what this process prints:
    // the kernel's log is told.
    private static void UntilRestored(LiveHost host, Journal journal, JournalEntry entry)
    {
        long until = BootClock.NowMs() + (long)LongestTrying.TotalMilliseconds;
        TimeSpan pause = TimeSpan.FromMilliseconds(250);
        Undone? undone = null;
        string? said = null;
        while (Problem(host, journal, entry, ref undone) is { } problem && BootClock.NowMs() < until)
        {
            if (problem != said)
            {
                said = problem;
                KernelLog.Warn($"tcpvet tune: entry {entry.Id}: {(undone is null ? "not undone yet" : "undone, but not written down")}: {problem}");
            }

            BootClock.WaitUntil(BootClock.NowMs() + (long)pause.TotalMilliseconds);
            pause = pause + pause < LongestPause ? pause + pause : LongestPause;
        }
    }

    // What is still to be done, in words; null when everything is.
    private static string? Problem(LiveHost host, Journal journal, JournalEntry entry, ref Undone? undone)
    {
        try
        {
            EntryPlace place = EntryPlace.Of(host, entry);
            if (undone is { } done)
            {
                return place.Tune(journal, tuner => tuner.Record(done));
            }

            if (place.WhyVoid is { } why)
            {
                return Voided(place, journal, entry, why);
            }

            undone = place.Tune(journal, tuner => tuner.Expire(entry));
            return undone.Unwritten;
        }
        catch (Exception exception) when (exception is TuningException or KernelException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    // The values have gone with their namespace; where the record has gone as well, or says nothing, nobody has anything left to do.
    private static string? Voided(EntryPlace place, Journal journal, JournalEntry entry, string why)
    {
        try
        {
            place.Tune(journal, tuner => tuner.Void(entry.Id, why));
            return null;
        }
        catch (TuningException)
        {
            return null;
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
