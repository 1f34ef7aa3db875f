namespace MimRepro.Data.Classification;

/// <summary>Oxford-IIIT Pets by breed: lists of a picture, its breed's number, its species and its number within the species.</summary>
/// <remarks>Parkhi et al. 2012. A picture is named after its breed; breeds are numbered from 1.</remarks>
internal static class OxfordPetsFiles
{
    private const string Training = "annotations/trainval.txt";

    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var breeds = Breeds(folder);
        var list = $"annotations/{split}.txt";
        return new(breeds, [.. folder.Lines(list).Select((line, i) => Record(folder, list, $"line {i + 1}", line, breeds))]);
    }

    private static PictureRecord Record(SetFolder folder, string list, string place, string line, string[] breeds)
    {
        if (Fields(line) is not var (picture, breed, number))
            return PictureRecord.Faulty(list, place, $"expected Breed_1 and three numbers, got '{SetFolder.Shortened(line)}'");
        return number > breeds.Length || breeds[number - 1] == breed
            ? PictureRecord.Of(list, place, folder.Path, $"images/{picture}.jpg", number <= breeds.Length ? number - 1 : null, $"{number}")
            : PictureRecord.Faulty(list, place, $"{SetFolder.Shortened(picture)} is of breed {number}, which is {SetFolder.Shortened(breeds[number - 1])} elsewhere");
    }

    // What most training pictures of a number are called, so that one wrong line does not rename a breed.
    private static string[] Breeds(SetFolder folder)
    {
        var names = folder.Lines(Training).Select(Fields).Where(fields => fields is not null).Select(fields => fields!.Value)
            .GroupBy(fields => fields.Number).OrderBy(group => group.Key)
            .Select(group => (Number: group.Key, Name: group.GroupBy(fields => fields.Breed).OrderByDescending(same => same.Count()).First().Key)).ToArray();
        if (names.Length == 0 || names[^1].Number != names.Length)
            throw folder.Bad(Training, "does not have every breed", "breeds numbered from 1, none left out", $"{names.Length} breeds, the last with number {(names.Length > 0 ? names[^1].Number : 0)}");
        return [.. names.Select(each => each.Name)];
    }

    private static (string Picture, string Breed, int Number)? Fields(string line) =>
        line.Split(' ') is [var picture, var number, var species, var within] && picture.LastIndexOf('_') is > 0 and var end
            && SetFolder.Number(number) is >= 1 and var value && SetFolder.Number(species) is not null && SetFolder.Number(within) is not null
            ? (picture, picture[..end], value) : null;
}
