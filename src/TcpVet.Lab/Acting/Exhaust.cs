using TcpVet.Linux.Interop;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A server that accepts until it has no descriptor left, closes none, and tries again and again. Argument: its limit of
/// descriptors (RLIMIT_NOFILE).
/// </summary>
internal static unsafe class Exhaust
{
    internal const string Role = "exhaust";

    internal static void Play(Part part)
    {
        LabSocket listener = part.Given(0);
        rlimit limit = new() { rlim_cur = (nuint)part.Number(0), rlim_max = (nuint)part.Number(0) };
        if (Libc.setrlimit(Libc.RLIMIT_NOFILE, &limit) < 0)
        {
            throw LabException.Last("setrlimit RLIMIT_NOFILE");
        }

        List<LabSocket> kept = [];
        bool ready = false;
        do
        {
            bool exhausted = AcceptAll(listener, kept);
            if (exhausted && !ready)
            {
                ready = true;
                Part.Ready();
            }
        }
        while (Part.Wait(TimeSpan.FromMilliseconds(100)));
    }

    private static bool AcceptAll(LabSocket listener, List<LabSocket> kept)
    {
        try
        {
            while (listener.TryAccept() is { } connection)
            {
                kept.Add(connection);
            }

            return false;
        }
        catch (LabException exception) when (exception.Errno == Errno.EMFILE)
        {
            return true;
        }
    }
}
