namespace TcpVet.Architecture.Tests;

/// <summary>Dependencies run one way, and the pure rooms stay pure.</summary>
public sealed class DependencyTests
{
    /// <summary>The rooms by the name of their assembly.</summary>
    public static TheoryData<string> Assemblies => [.. Existing.Select(room => room.Assembly)];

    // A room may be listed before it is built.
    private static IEnumerable<Room> Existing =>
        Rooms.All.Where(room => File.Exists(Path.Combine(AppContext.BaseDirectory, room.Assembly + ".dll")));

    /// <summary>A room refers only to those below it.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Room_sees_only_what_it_may(string assembly)
    {
        Room room = Rooms.All.Single(room => room.Assembly == assembly);
        IEnumerable<string> seen = Metadata.Of(assembly).Assemblies.Where(name => Rooms.All.Any(other => other.Assembly == name));

        Assert.Empty(seen.Except(room.MaySee).Select(name => $"{assembly} refers to {name}"));
    }

    /// <summary>A room uses nothing of the framework that is forbidden to it.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Room_uses_nothing_forbidden(string assembly)
    {
        Room room = Rooms.All.Single(room => room.Assembly == assembly);
        Metadata metadata = Metadata.Of(assembly);

        Assert.Empty(room.MustNotUse.Where(forbidden => metadata.Uses(forbidden.Symbol)).Select(forbidden => $"{assembly} uses {forbidden.Symbol}: {forbidden.Why}"));
    }

    /// <summary>Pure rooms call no native code.</summary>
    [Theory]
    [InlineData("TcpVet.Model")]
    [InlineData("TcpVet.Configs")]
    [InlineData("TcpVet.Rules")]
    public void Pure_room_calls_nothing_native(string assembly) => Assert.Empty(Metadata.Of(assembly).NativeImports);

    /// <summary>The C library is declared once, in Linux, for every room.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_C_library_is_called_from_one_place(string assembly) => Assert.All(
        Metadata.Of(assembly).NativeImports.Where(import => import.Library == "libc"),
        import => Assert.Equal("TcpVet.Linux.Interop", import.Namespace));

    /// <summary>Every project of src/ is in the table.</summary>
    [Fact]
    public void Every_project_is_a_known_room()
    {
        IEnumerable<string> projects = Checkout.Below("src/", ".csproj").Select(Path.GetFileNameWithoutExtension).OfType<string>();

        Assert.Empty(projects.Select(name => name == "TcpVet.Cli" ? "tcpvet" : name).Except(Rooms.All.Select(room => room.Assembly)));
    }

    /// <summary>The reader of the metadata sees what these tests themselves use; else the checks above would pass on anything.</summary>
    [Fact]
    public void Metadata_tells_what_an_assembly_uses()
    {
        Metadata self = Metadata.Of("TcpVet.Architecture.Tests");

        Assert.True(self.Uses("System.IO.File"));
        Assert.True(self.Uses("System.IO."));
        Assert.True(self.Uses("System.IO.File::ReadAllText"));
        Assert.False(self.Uses("System.Net.Sockets."));
        Assert.False(self.Uses("System.DateTime::get_Now"));
    }
}
