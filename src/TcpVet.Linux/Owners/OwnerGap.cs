namespace TcpVet.Linux.Owners;

/// <summary>Says what a walk over the host's descriptors could not see.</summary>
public static class OwnerGap
{
    /// <summary>One line with what would help; null when every process was searched. It holds names of processes: hostile text.</summary>
    public static string? Describe(OwnerTable owners)
    {
        string advice = Environment.IsPrivilegedProcess
            ? "something protects them even from root here"
            : "run it as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH";
        return owners switch
        {
            { ProcessesHidden: true } => $"/proc hides the processes of other users (hidepid), so owners are incomplete; {advice}",
            { ProcessesUnreadable: 1 } => $"1 process could not be searched{Names(owners)}, so owners are incomplete; {advice}",
            { ProcessesUnreadable: > 1 } =>
                $"{owners.ProcessesUnreadable} processes could not be searched{Names(owners)}, so owners are incomplete; {advice}",
            _ => null,
        };
    }

    private static string Names(OwnerTable owners)
    {
        int more = owners.ProcessesUnreadable - owners.UnreadableNames.Count;
        string names = string.Join(", ", owners.UnreadableNames);
        return names.Length == 0 ? "" : $": {names}{(more > 0 ? $" and {more} more" : "")}";
    }
}
