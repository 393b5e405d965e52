using TcpVet.Operations.Tune;

namespace TcpVet.Operations.Tests.Tune;

/// <summary>Where what is confirmed is kept after a restart.</summary>
public sealed class PersistWishTests
{
    [Fact]
    public void Nothing_is_written_that_nobody_wants() => Assert.Null(new PersistWish(Wanted: false, "/nowhere").FileFor(initial: false));

    [Fact]
    public void A_folder_that_is_named_is_read_for_any_namespace()
    {
        string folder = Directory.CreateTempSubdirectory("tcpvet-persist-").FullName;
        try
        {
            Assert.Equal(folder, Path.GetDirectoryName(new PersistWish(Wanted: true, folder).FileFor(initial: false)));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void The_standard_folder_is_read_for_the_hosts_own_namespace_alone() => Assert.Contains(
        "is read for the host's own namespace", Assert.Throws<RequestException>(() => new PersistWish(Wanted: true, null).FileFor(initial: false)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_folder_has_to_be_there() => Assert.Equal(
        "--persist: there is no folder /nowhere/at/all", Assert.Throws<RequestException>(() => new PersistWish(Wanted: true, "/nowhere/at/all").FileFor(initial: true)).Message);
}
