using System.Text;

namespace TcpVet.Dev.Rooms;

/// <summary>Who sees whom, as text.</summary>
internal static class HouseText
{
    private const int TiesShown = 12;

    /// <summary>The rooms, their folders, and every circle with what ties it.</summary>
    public static string Of(House house)
    {
        StringBuilder text = new();
        foreach (string room in house.Rooms)
        {
            text.Append($"{room} sees {Listed(house.Sees(room))}\n");
            foreach (string folder in house.Folders(room))
            {
                text.Append($"  {Shown(folder)} → {Listed([.. house.Sees(room, folder).Select(Shown)])}\n");
            }

            foreach (FolderCircle circle in house.Circles(room))
            {
                text.Append(Of(circle));
            }

            text.Append('\n');
        }

        int circles = house.Rooms.Sum(room => house.Circles(room).Count);
        return text.Append(circles == 0 ? "no circle\n" : $"circles: {circles}\n").ToString();
    }

    /// <summary>A circle with what ties it, the direction with the fewest ties first: it is the one to cut.</summary>
    public static string Of(FolderCircle circle)
    {
        StringBuilder text = new($"  CIRCLE in {circle.Room}: {string.Join(", ", circle.Folders.Select(Shown))}\n");
        foreach (IGrouping<(string From, string To), TypeUse> ties in circle.Ties.GroupBy(tie => (tie.From.Folder, tie.To.Folder))
            .OrderBy(ties => ties.Count())
            .ThenBy(ties => ties.Key))
        {
            IEnumerable<string> named = ties.Take(TiesShown).Select(tie => $"{tie.From.ShortName} uses {tie.To.ShortName}");
            string more = ties.Count() > TiesShown ? $", and {ties.Count() - TiesShown} more" : "";
            text.Append($"    {Shown(ties.Key.From)} → {Shown(ties.Key.To)} ({ties.Count()}): {string.Join(", ", named)}{more}\n");
        }

        return text.ToString();
    }

    private static string Shown(string folder) => folder.Length == 0 ? "(root)" : folder;

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names);
}
