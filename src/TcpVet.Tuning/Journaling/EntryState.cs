namespace TcpVet.Tuning.Journaling;

/// <summary>How far an entry of the journal has come.</summary>
public enum EntryState
{
    /// <summary>It was about to be applied: some of the values may be written.</summary>
    Applying,

    /// <summary>All values are written; they go back unless somebody confirms.</summary>
    Pending,

    /// <summary>Somebody confirmed it.</summary>
    Confirmed,

    /// <summary>It was about to be undone: some of the values may be back.</summary>
    RollingBack,

    /// <summary>Somebody undid it.</summary>
    RolledBack,

    /// <summary>Nobody confirmed it in time, and it was undone.</summary>
    Expired,

    /// <summary>The kernel refused something, or the run was interrupted before anything was written: nothing of it is in force.</summary>
    Failed,

    /// <summary>The host was restarted or the namespace has gone, and the values with it.</summary>
    Void,
}

/// <summary>How far one setting of an entry has come.</summary>
public enum ChangeState
{
    /// <summary>Not touched yet.</summary>
    Planned,

    /// <summary>It was about to be written.</summary>
    Writing,

    /// <summary>Written and read back.</summary>
    Written,

    /// <summary>It has the value from before.</summary>
    Restored,

    /// <summary>Somebody else changed it meanwhile, and it was left as they want it.</summary>
    LeftAlone,
}
