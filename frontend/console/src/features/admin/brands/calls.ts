/** Brands, their pages, and what they look like before anything is saved. */
import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

export type { Article, ArticleChangesRequest, ArticleRow, Brand, BrandChangesRequest, ChannelKind, ChannelSetup, HelpSection, PreviewWantedRequest, SpokenLanguage } from '../../../api/generated/types.gen';

const brand = (brand_id: number) => ({ ...strict, path: { brand_id } });
export const brandsQuery = queryOptions({ queryKey: ['brands'], queryFn: () => answer(sdk.brandsList(strict)) });
export const createBrand = (body: G.NewBrandRequest) => answer(sdk.brandsCreate({ ...strict, body }));
export const changeBrand = (id: number, body: G.BrandChangesRequest) => answer(sdk.brandsUpdate({ ...brand(id), body }));
export const deleteBrand = (id: number) => answer(sdk.brandsDelete(brand(id)));
export const putLogo = (id: number, file: File) => answer(sdk.brandsLogo({ ...brand(id), body: { file } }));
export const takeLogo = (id: number) => answer(sdk.brandsLogoDelete(brand(id)));
export const preview = async (body: G.PreviewWantedRequest) => (await answer(sdk.previewsCreate({ ...strict, body }))).html;

export const sectionsQuery = (brand: number) => queryOptions({ queryKey: ['help-sections', brand], queryFn: async () => (await answer(sdk.helpSectionsList({ ...strict, query: { brand } }))).results });
export const articlesQuery = (brand: number) => queryOptions({ queryKey: ['articles', brand], queryFn: async () => (await answer(sdk.articlesList({ ...strict, query: { brand } }))).results });
export const articleQuery = (article_id: number) => queryOptions({ queryKey: ['article', article_id], queryFn: () => answer(sdk.articlesRead({ ...strict, path: { article_id } })), staleTime: 0 });
export const createSection = (body: G.NewSectionRequest) => answer(sdk.helpSectionsCreate({ ...strict, body }));
export const changeSection = (section_id: number, body: G.SectionChangesRequest) => answer(sdk.helpSectionsUpdate({ ...strict, path: { section_id }, body }));
export const deleteSection = (section_id: number) => answer(sdk.helpSectionsDelete({ ...strict, path: { section_id } }));
export const orderSections = (ids: number[]) => answer(sdk.helpSectionsOrder({ ...strict, body: { ids } }));
export const createArticle = (body: G.NewArticleRequest) => answer(sdk.articlesCreate({ ...strict, body }));
export const changeArticle = (article_id: number, body: G.ArticleChangesRequest) => answer(sdk.articlesUpdate({ ...strict, path: { article_id }, body }));
export const deleteArticle = (article_id: number) => answer(sdk.articlesDelete({ ...strict, path: { article_id } }));
export const orderArticles = (ids: number[]) => answer(sdk.articlesOrder({ ...strict, body: { ids } }));
