using TcpVet.Dev.Rooms;

namespace TcpVet.Architecture.Tests;

/// <summary>Inside a room, no folder uses another one that uses it in turn: who wants to understand a folder needs to read only those below
/// it.</summary>
public sealed class FolderCircleTests
{
    // The assemblies of all rooms lie beside these tests.
    private static readonly House Built = House.Read(AppContext.BaseDirectory);

    /// <summary>The folders of a room form no circle.</summary>
    [Theory]
    [MemberData(nameof(DependencyTests.Assemblies), MemberType = typeof(DependencyTests))]
    public void Folders_of_a_room_form_no_circle(string room) => Assert.Empty(Built.Circles(room).Select(HouseText.Of));

    /// <summary>The reader knows every room; else the check above would pass on nothing.</summary>
    [Fact]
    public void Reader_knows_every_room() =>
        Assert.Equal(Rooms.All.Select(room => room.Assembly).Order(StringComparer.Ordinal), Built.Rooms);

    /// <summary>The reader sees bases, signatures, locals, generics and calls, and what a folder of another room uses.</summary>
    [Theory]
    [InlineData("TcpVet.Rules", "Catalog", "Engine")]
    [InlineData("TcpVet.Rules", "Catalog", "Closing")]
    [InlineData("TcpVet.Rules", "Closing", "Engine")]
    [InlineData("TcpVet.Rules", "Judging", "Catalog")]
    [InlineData("TcpVet.Rules", "Servers/Tomcat", "Servers")]
    [InlineData("TcpVet.Rules", "Servers/Chains", "Servers/Httpd")]
    public void Reader_sees_what_a_folder_uses(string room, string from, string to) => Assert.Contains(to, Built.Sees(room, from));

    /// <summary>A circle of three is one circle; what only leads into it or out of it is no part of it.</summary>
    [Fact]
    public void A_circle_is_found_whole_and_alone()
    {
        Dictionary<string, string[]> next = new() { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["a", "d"], ["d"] = [], ["e"] = ["a"] };

        Assert.Equal([["a", "b", "c"]], Tangles.Of([.. next.Keys], node => next[node]));
        Assert.Empty(Tangles.Of(["d", "e"], node => next[node].Where(seen => seen == "d")));
    }

    /// <summary>A node is one above the highest that it leads to.</summary>
    [Fact]
    public void A_node_is_above_all_that_it_leads_to()
    {
        Dictionary<string, string[]> next = new() { ["top"] = ["middle", "bottom"], ["middle"] = ["bottom"], ["bottom"] = [] };

        Assert.Equal(new Dictionary<string, int> { ["top"] = 2, ["middle"] = 1, ["bottom"] = 0 }, Tangles.Heights([.. next.Keys], node => next[node]));
    }

    /// <summary>A source's folder is read from the path that the compiler knew, wherever the repository lies.</summary>
    [Theory]
    [InlineData("/_/src/TcpVet.Rules/Servers/Tomcat/TomcatRule.cs", "Servers/Tomcat")]
    [InlineData("/a/src/b/src/TcpVet.Cli/Program.cs", "")]
    [InlineData("/a/src/b/tests/TcpVet.Rules.Tests/Captures.cs", null)]
    [InlineData("/a/src/TcpVet.Rules/obj/Release/RegexGenerator.g.cs", null)]
    public void A_folder_is_read_from_a_document(string document, string? folder) => Assert.Equal(folder, CompiledRoom.FolderIn(document));

    /// <summary>The drawing in the repository shows the house as it is built.</summary>
    [Fact]
    public void Drawing_shows_the_house() =>
        Assert.True(HouseDrawing.Of(Built) == Checkout.Text(HouseDrawing.Path), $"{HouseDrawing.Path} is old: dotnet run --project eng/TcpVet.Dev -- rooms");
}
