namespace TcpVet.Tuning.Journaling;

/// <summary>Words of an entry's state, for people.</summary>
public static class EntryStateNames
{
    /// <summary>The state's word: <c>rolled back</c>.</summary>
    public static string Word(this EntryState state) => state switch
    {
        EntryState.RollingBack => "rolling back",
        EntryState.RolledBack => "rolled back",
        _ => state.ToString().ToLowerInvariant(),
    };
}
