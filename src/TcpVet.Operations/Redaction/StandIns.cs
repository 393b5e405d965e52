namespace TcpVet.Operations.Redaction;

/// <summary>What stands for what in one capture. Everything is met once before anything is replaced; nothing is kept afterwards.</summary>
internal sealed class StandIns
{
    // Above the users of systems, of people and of containers' usual ranges (subuid(5)).
    private const uint FirstUser = 3_000_000_000;

    private readonly List<uint> users = [];

    public StandIns() => Words = new StandInWords(Addresses);

    /// <summary>Addresses.</summary>
    public StandInAddresses Addresses { get; } = new();

    /// <summary>Names and texts.</summary>
    public StandInWords Words { get; }

    /// <summary>A user's number; root stays root.</summary>
    public uint User(uint uid)
    {
        if (uid == 0)
        {
            return 0;
        }

        int place = users.IndexOf(uid);
        if (place < 0)
        {
            place = users.Count;
            users.Add(uid);
        }

        return FirstUser + (uint)place;
    }

    /// <summary>Ends the meeting.</summary>
    public void Seal()
    {
        Addresses.Seal();
        Words.Seal();
    }
}
