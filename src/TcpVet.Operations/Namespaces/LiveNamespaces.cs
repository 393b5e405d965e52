using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;

namespace TcpVet.Operations.Namespaces;

/// <summary>Finds the live network namespaces that a word names.</summary>
public static class LiveNamespaces
{
    /// <summary>The word that stands for every namespace.</summary>
    public const string Every = "all";

    // A quarter of the usual soft limit of descriptors, 1024 (getrlimit(2), RLIMIT_NOFILE).
    private const int MostKept = 256;

    /// <summary>The namespaces of a word: a name, a path, a process id, or <see cref="Every"/>; the own one without a word.</summary>
    /// <param name="host">The host's namespaces.</param>
    /// <param name="word">The word; null for the own namespace.</param>
    /// <param name="notices">Hears which namespaces could not be looked at.</param>
    /// <exception cref="KernelException">There is none, or it may not be looked at.</exception>
    public static IReadOnlyList<NetworkNamespace> Of(NetworkNamespaces host, string? word, Notices notices)
    {
        if (word is null)
        {
            return [host.Own()];
        }

        if (word != Every)
        {
            return [host.Resolve(word)];
        }

        NamespaceSurvey survey = host.All();
        foreach (UnseenNamespace unseen in survey.Unseen)
        {
            notices.Say($"could not look at {unseen.What}: {unseen.Reason}");
        }

        if (survey.UnreadableProcesses > 0)
        {
            string advice = Environment.IsPrivilegedProcess
                ? "something protects them even from root here" : "run it as root, or with CAP_SYS_PTRACE";
            string processes = survey.UnreadableProcesses == 1 ? "process" : "processes";
            notices.Say($"the namespaces of {survey.UnreadableProcesses} {processes} could not be read; {advice}");
        }

        return Enterable(survey.Namespaces, notices);
    }

    private static List<NetworkNamespace> Enterable(IReadOnlyList<NetworkNamespace> namespaces, Notices notices)
    {
        List<NetworkNamespace> enterable = [];
        foreach (NetworkNamespace netns in namespaces)
        {
            try
            {
                // One that ended between this look and the next would spoil the answers of all others.
                if (enterable.Count < MostKept)
                {
                    netns.Keep();
                }

                netns.Run(() => { });
                enterable.Add(netns);
            }
            catch (KernelException exception)
            {
                notices.Say(exception.Message);
            }
        }

        return enterable;
    }
}
